import type { UserPoolConfig } from '../config.js';
import type { AccountFlowOperations } from '../session/account-flows.js';
import { toAttributeTypes, toClientMetadata, toCodeDeliveryDetails } from './attribute-types.js';
import type { CognitoEnvironment } from './environment.js';
import { requireFields } from './required-fields.js';
import {
  ConfirmForgotPassword,
  ConfirmSignUp,
  ForgotPassword,
  ResendConfirmationCode,
  SignUp,
} from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/** Sign-up and forgotten passwords, by the operations of a user pool's API that take no token. */
export function createAccountFlowOperations(
  config: UserPoolConfig,
  environment: CognitoEnvironment,
): AccountFlowOperations {
  const { userPoolClientId: ClientId } = config;
  const recipient = recipientOf(config);
  const transport = createUserPoolTransport(config, environment);

  return {
    async signUp({ username, password, options = {} }, signal) {
      const { userAttributes, validationData } = options;
      const answer = await transport.call(
        SignUp,
        {
          ClientId,
          Username: username,
          Password: password,
          ...(userAttributes && { UserAttributes: toAttributeTypes(userAttributes) }),
          ...(validationData && { ValidationData: toAttributeTypes(validationData) }),
          ...toClientMetadata(options),
        },
        signal,
      );
      const { UserSub: userId } = requireFields(answer, ['UserSub'], '', { operation: 'SignUp', recipient });
      return {
        userId,
        isSignUpComplete: answer.UserConfirmed === true,
        codeDeliveryDetails: toCodeDeliveryDetails(answer.CodeDeliveryDetails),
        ...(answer.Session && { session: answer.Session }),
      };
    },

    async confirmSignUp({ username, confirmationCode, options = {} }, session, signal) {
      const { forceAliasCreation } = options;
      const { Session } = await transport.call(
        ConfirmSignUp,
        {
          ClientId,
          Username: username,
          ConfirmationCode: confirmationCode,
          ...(forceAliasCreation !== undefined && { ForceAliasCreation: forceAliasCreation }),
          ...(session !== undefined && { Session: session }),
          ...toClientMetadata(options),
        },
        signal,
      );
      return { ...(Session && { session: Session }) };
    },

    async resendSignUpCode({ username, options }, signal) {
      const input = { ClientId, Username: username, ...toClientMetadata(options) };
      const { CodeDeliveryDetails } = await transport.call(ResendConfirmationCode, input, signal);
      return toCodeDeliveryDetails(CodeDeliveryDetails);
    },

    async resetPassword({ username, options }, signal) {
      const input = { ClientId, Username: username, ...toClientMetadata(options) };
      const { CodeDeliveryDetails } = await transport.call(ForgotPassword, input, signal);
      return {
        isPasswordReset: false,
        nextStep: {
          resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE',
          codeDeliveryDetails: toCodeDeliveryDetails(CodeDeliveryDetails),
        },
      };
    },

    async confirmResetPassword({ username, newPassword, confirmationCode, options }, signal) {
      await transport.call(
        ConfirmForgotPassword,
        {
          ClientId,
          Username: username,
          Password: newPassword,
          ConfirmationCode: confirmationCode,
          ...toClientMetadata(options),
        },
        signal,
      );
    },
  };
}

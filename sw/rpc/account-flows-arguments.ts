import * as v from 'valibot';
import type { AccountFlowsApi } from '../../shared/account-flows-api.js';
import {
  Attributes,
  confirmationCode,
  Options,
  password,
  plainObject,
  StringMap,
  username,
} from './argument-shapes.js';

const ClientMetadata = v.optional(StringMap);

const AutoSignIn = plainObject({
  authFlowType: v.optional(
    v.picklist(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'USER_AUTH', 'CUSTOM_WITH_SRP', 'CUSTOM_WITHOUT_SRP']),
  ),
  preferredChallenge: v.optional(v.picklist(['EMAIL_OTP', 'SMS_OTP', 'PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN'])),
  clientMetadata: ClientMetadata,
});

/** What sign-up and the reset of a forgotten password take. */
export const ACCOUNT_FLOWS_ARGUMENTS = {
  signUp: v.strictTuple([
    plainObject({
      username,
      password: v.optional(password('password')),
      options: v.optional(
        plainObject({
          userAttributes: v.optional(Attributes),
          validationData: v.optional(Attributes),
          clientMetadata: ClientMetadata,
          autoSignIn: v.optional(v.union([v.boolean(), AutoSignIn])),
        }),
      ),
    }),
  ]),
  confirmSignUp: v.strictTuple([
    plainObject({
      username,
      confirmationCode,
      options: v.optional(plainObject({ forceAliasCreation: v.optional(v.boolean()), clientMetadata: ClientMetadata })),
    }),
  ]),
  resendSignUpCode: v.strictTuple([plainObject({ username, options: Options })]),
  autoSignIn: v.strictTuple([]),
  resetPassword: v.strictTuple([plainObject({ username, options: Options })]),
  confirmResetPassword: v.strictTuple([
    plainObject({ username, newPassword: password('newPassword'), confirmationCode, options: Options }),
  ]),
} satisfies Record<keyof AccountFlowsApi, v.GenericSchema>;

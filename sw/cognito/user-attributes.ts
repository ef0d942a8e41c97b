import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import type { NewUserAttributes } from '../../shared/account.js';
import type { UpdateUserAttributeOutput, UpdateUserAttributesOutput } from '../../shared/user-attributes.js';
import type { AccountOperations } from '../session/account.js';
import { toAttributeTypes, toClientMetadata, toCodeDeliveryDetails, toUserAttributes } from './attribute-types.js';
import { incompleteAnswer } from './required-fields.js';
import type { Transport } from './transport.js';
import {
  DeleteUserAttributes,
  GetUser,
  GetUserAttributeVerificationCode,
  UpdateUserAttributes,
  VerifyUserAttribute,
} from './user-pool-operations.js';

type UserAttributeOperations = Pick<
  AccountOperations,
  | 'fetchUserAttributes'
  | 'updateUserAttributes'
  | 'deleteUserAttributes'
  | 'sendUserAttributeVerificationCode'
  | 'confirmUserAttribute'
>;

/** The signed-in user's attributes: GetUser, UpdateUserAttributes and the operations around them. */
export function createUserAttributeOperations(transport: Transport, recipient: string): UserAttributeOperations {
  return {
    async fetchUserAttributes(AccessToken, _input, signal) {
      const { UserAttributes } = await transport.call(GetUser, { AccessToken }, signal);
      if (!UserAttributes) throw incompleteAnswer(['UserAttributes'], '', { operation: 'GetUser', recipient });
      return toUserAttributes(UserAttributes);
    },

    async updateUserAttributes(AccessToken, { userAttributes, options }, signal) {
      const { CodeDeliveryDetailsList } = await transport.call(
        UpdateUserAttributes,
        { AccessToken, UserAttributes: toAttributeTypes(userAttributes), ...toClientMetadata(options) },
        signal,
      );
      return updateOutput(userAttributes, CodeDeliveryDetailsList ?? []);
    },

    async deleteUserAttributes(AccessToken, { userAttributeKeys }, signal) {
      const input = { AccessToken, UserAttributeNames: [...userAttributeKeys] };
      await transport.call(DeleteUserAttributes, input, signal);
    },

    async sendUserAttributeVerificationCode(AccessToken, { userAttributeKey, options }, signal) {
      const { CodeDeliveryDetails } = await transport.call(
        GetUserAttributeVerificationCode,
        { AccessToken, AttributeName: userAttributeKey, ...toClientMetadata(options) },
        signal,
      );
      return toCodeDeliveryDetails(CodeDeliveryDetails);
    },

    async confirmUserAttribute(AccessToken, { userAttributeKey, confirmationCode }, signal) {
      const input = { AccessToken, AttributeName: userAttributeKey, Code: confirmationCode };
      await transport.call(VerifyUserAttribute, input, signal);
    },
  };
}

/** As in Amplify JS v6: an attribute is updated unless Cognito says that it sent a code for it. */
function updateOutput(
  userAttributes: NewUserAttributes,
  sent: readonly CodeDeliveryDetailsType[],
): UpdateUserAttributesOutput {
  const updated = Object.keys(userAttributes).map((name): [string, UpdateUserAttributeOutput] => [
    name,
    { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } },
  ]);
  const unconfirmed = sent.map((details): [string, UpdateUserAttributeOutput] => [
    details.AttributeName ?? '',
    {
      isUpdated: false,
      nextStep: {
        updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE',
        codeDeliveryDetails: toCodeDeliveryDetails(details),
      },
    },
  ]);
  return Object.fromEntries([...updated, ...unconfirmed.filter(([name]) => name !== '')]);
}

import type { UserAttributes } from './account.js';
import type { UpdatePasswordInput } from './password.js';
import type { CodeDeliveryDetails } from './sign-in.js';
import type {
  ConfirmUserAttributeInput,
  DeleteUserAttributesInput,
  SendUserAttributeVerificationCodeInput,
  UpdateUserAttributeInput,
  UpdateUserAttributeOutput,
  UpdateUserAttributesInput,
  UpdateUserAttributesOutput,
} from './user-attributes.js';
import type { WireResult } from './wire-result.js';

/**
 * The part of the worker's methods that Cognito authorises with the user's access token. The worker adds the token: no
 * page needs to hold one for them, whatever accessors the policy grants.
 */
export interface AccountApi {
  fetchUserAttributes(): Promise<WireResult<UserAttributes>>;
  updateUserAttributes(input: UpdateUserAttributesInput): Promise<WireResult<UpdateUserAttributesOutput>>;
  updateUserAttribute(input: UpdateUserAttributeInput): Promise<WireResult<UpdateUserAttributeOutput>>;
  deleteUserAttributes(input: DeleteUserAttributesInput): Promise<WireResult<null>>;
  sendUserAttributeVerificationCode(
    input: SendUserAttributeVerificationCodeInput,
  ): Promise<WireResult<CodeDeliveryDetails>>;
  confirmUserAttribute(input: ConfirmUserAttributeInput): Promise<WireResult<null>>;
  updatePassword(input: UpdatePasswordInput): Promise<WireResult<null>>;
  deleteUser(): Promise<WireResult<null>>;
}

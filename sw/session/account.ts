import type { UserAttributes } from '../../shared/account.js';
import type {
  DeleteWebAuthnCredentialInput,
  ListWebAuthnCredentialsInput,
  ListWebAuthnCredentialsOutput,
} from '../../shared/passkey.js';
import type { UpdatePasswordInput } from '../../shared/password.js';
import type { CodeDeliveryDetails } from '../../shared/sign-in.js';
import type {
  ConfirmUserAttributeInput,
  DeleteUserAttributesInput,
  SendUserAttributeVerificationCodeInput,
  UpdateUserAttributesInput,
  UpdateUserAttributesOutput,
} from '../../shared/user-attributes.js';
import type { WithAccessToken } from './access-token.js';
import { type Authorized, type AuthorizedOperation, authorizer } from './authorized-operation.js';

/** What the user pool lets a signed-in user do with passkeys. The credential's JSON is the page's. */
export interface PasskeyOperations {
  readonly startWebAuthnRegistration: AuthorizedOperation<undefined, object>;
  readonly completeWebAuthnRegistration: AuthorizedOperation<string, void>;
  readonly listWebAuthnCredentials: AuthorizedOperation<ListWebAuthnCredentialsInput, ListWebAuthnCredentialsOutput>;
  readonly deleteWebAuthnCredential: AuthorizedOperation<DeleteWebAuthnCredentialInput, void>;
}

/** What the user pool lets a signed-in user do with the account. */
export interface AccountOperations extends PasskeyOperations {
  readonly fetchUserAttributes: AuthorizedOperation<undefined, UserAttributes>;
  readonly updateUserAttributes: AuthorizedOperation<UpdateUserAttributesInput, UpdateUserAttributesOutput>;
  readonly deleteUserAttributes: AuthorizedOperation<DeleteUserAttributesInput, void>;
  readonly sendUserAttributeVerificationCode: AuthorizedOperation<
    SendUserAttributeVerificationCodeInput,
    CodeDeliveryDetails
  >;
  readonly confirmUserAttribute: AuthorizedOperation<ConfirmUserAttributeInput, void>;
  readonly updatePassword: AuthorizedOperation<UpdatePasswordInput, void>;
  /** Deletes the account. The session has yet to be ended: see delete-user.ts. */
  readonly deleteUser: AuthorizedOperation<undefined, void>;
}

/** The same operations with the token supplied by the session. */
export type Account = Omit<Authorized<AccountOperations>, 'deleteUser'>;

export function createAccount(operations: AccountOperations | undefined, withAccessToken: WithAccessToken): Account {
  const authorize = authorizer(operations, withAccessToken);
  return {
    fetchUserAttributes: authorize((all) => all.fetchUserAttributes),
    startWebAuthnRegistration: authorize((all) => all.startWebAuthnRegistration),
    completeWebAuthnRegistration: authorize((all) => all.completeWebAuthnRegistration),
    listWebAuthnCredentials: authorize((all) => all.listWebAuthnCredentials),
    deleteWebAuthnCredential: authorize((all) => all.deleteWebAuthnCredential),
    updateUserAttributes: authorize((all) => all.updateUserAttributes),
    deleteUserAttributes: authorize((all) => all.deleteUserAttributes),
    sendUserAttributeVerificationCode: authorize((all) => all.sendUserAttributeVerificationCode),
    confirmUserAttribute: authorize((all) => all.confirmUserAttribute),
    updatePassword: authorize((all) => all.updatePassword),
  };
}

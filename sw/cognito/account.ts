import type { UserPoolConfig } from '../config.js';
import type { AccountOperations } from '../session/account.js';
import type { CognitoEnvironment } from './environment.js';
import { createPasskeyOperations } from './passkeys.js';
import { createUserAttributeOperations } from './user-attributes.js';
import { ChangePassword, DeleteUser } from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/** What a user pool lets a signed-in user do, by the operations of its API that take an access token. */
export function createAccountOperations(config: UserPoolConfig, environment: CognitoEnvironment): AccountOperations {
  const transport = createUserPoolTransport(config, environment);

  return {
    ...createPasskeyOperations(config, environment),
    ...createUserAttributeOperations(transport, recipientOf(config)),

    async updatePassword(AccessToken, { oldPassword, newPassword }, signal) {
      const input = { AccessToken, PreviousPassword: oldPassword, ProposedPassword: newPassword };
      await transport.call(ChangePassword, input, signal);
    },

    async deleteUser(AccessToken, _input, signal) {
      await transport.call(DeleteUser, { AccessToken }, signal);
    },
  };
}

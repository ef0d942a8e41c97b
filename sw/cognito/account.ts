import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';
import type { UserAttributes } from '../../shared/account.js';
import type { UserPoolConfig } from '../config.js';
import type { AccountOperations } from '../session/account.js';
import type { CognitoEnvironment } from './environment.js';
import { createPasskeyOperations } from './passkeys.js';
import { incompleteAnswer } from './required-fields.js';
import { GetUser } from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/** What a user pool lets a signed-in user do, by the operations of its API that take an access token. */
export function createAccountOperations(config: UserPoolConfig, environment: CognitoEnvironment): AccountOperations {
  const transport = createUserPoolTransport(config, environment);
  const recipient = recipientOf(config);

  return {
    ...createPasskeyOperations(config, environment),

    async fetchUserAttributes(AccessToken, _input, signal) {
      const { UserAttributes } = await transport.call(GetUser, { AccessToken }, signal);
      if (!UserAttributes) throw incompleteAnswer(['UserAttributes'], '', { operation: 'GetUser', recipient });
      return toUserAttributes(UserAttributes);
    },
  };
}

function toUserAttributes(attributes: readonly AttributeType[]): UserAttributes {
  return Object.fromEntries(attributes.map(({ Name = '', Value = '' }) => [Name, Value]));
}

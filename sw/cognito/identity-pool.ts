import { type IdentityPoolConfig, identityPoolEndpointOf, providerNameOf, type UserPoolConfig } from '../config.js';
import type { IdentityPool, Login } from '../session/ports.js';
import type { CognitoEnvironment } from './environment.js';
import { GetCredentialsForIdentity, GetId } from './identity-pool-operations.js';
import { incompleteAnswer, requireFields } from './required-fields.js';
import { createTransport } from './transport.js';

/**
 * An identity pool, the enhanced flow.
 * API reference: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/
 *
 * @param userPoolConfig the pool whose ID tokens prove who signs in. Without one there are only guests, and those whom other providers vouch for.
 */
export function createIdentityPool(
  config: IdentityPoolConfig,
  userPoolConfig: Pick<UserPoolConfig, 'userPoolId'> | undefined,
  environment: CognitoEnvironment,
): IdentityPool {
  const { identityPoolId, allowGuestAccess = false, endpoint = identityPoolEndpointOf(identityPoolId) } = config;
  const recipient = `the identity pool ${identityPoolId}`;
  const service = 'AWSCognitoIdentityService';
  const transport = createTransport({ service, endpoint, recipient, environment });

  function logins(login: Login | undefined): { readonly Logins: Record<string, string> } | undefined {
    const provider = login?.provider ?? (userPoolConfig && providerNameOf(userPoolConfig.userPoolId));
    return login && provider !== undefined ? { Logins: { [provider]: login.token } } : undefined;
  }

  return {
    identityPoolId,
    allowGuestAccess,

    async getId(login, signal) {
      const input = { IdentityPoolId: identityPoolId, ...logins(login) };
      const answer = await transport.call(GetId, input, signal);
      return requireFields(answer, ['IdentityId'], '', { operation: 'GetId', recipient }).IdentityId;
    },

    async getCredentialsForIdentity(identityId, login, signal) {
      const input = { IdentityId: identityId, ...logins(login) };
      const answer = await transport.call(GetCredentialsForIdentity, input, signal);
      const { Credentials } = answer;
      const request = { operation: 'GetCredentialsForIdentity', recipient };
      const keys = requireFields(Credentials, ['AccessKeyId', 'SecretKey', 'SessionToken'], 'Credentials', request);
      const expiration = Credentials?.Expiration;
      if (!(expiration instanceof Date) || Number.isNaN(expiration.getTime())) {
        throw incompleteAnswer(['Expiration'], 'Credentials', request);
      }
      return {
        // The service may link two identities, and then answers for the one that is left.
        identityId: answer.IdentityId ?? identityId,
        credentials: {
          accessKeyId: keys.AccessKeyId,
          secretAccessKey: keys.SecretKey,
          sessionToken: keys.SessionToken,
          expiration,
        },
      };
    },
  };
}

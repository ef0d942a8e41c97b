import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import {
  type IdentityPoolConfig,
  identityPoolEndpointOf,
  providerNameOf,
  regionOf,
  type UserPoolConfig,
} from '../config.js';
import type { IdentityPool } from '../session/ports.js';
import { clientConfig, createAsk } from './ask.js';
import type { CognitoEnvironment } from './environment.js';
import { incompleteAnswer, requireFields } from './required-fields.js';

/**
 * An identity pool, the enhanced flow, by way of the AWS SDK.
 * API reference: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/
 *
 * @param userPoolConfig the pool whose ID tokens prove who signs in. Without one there are only guests.
 */
export function createIdentityPool(
  config: IdentityPoolConfig,
  userPoolConfig: Pick<UserPoolConfig, 'userPoolId'> | undefined,
  environment: CognitoEnvironment,
): IdentityPool {
  const { identityPoolId, allowGuestAccess = false, endpoint = identityPoolEndpointOf(identityPoolId) } = config;
  const recipient = `the identity pool ${identityPoolId}`;
  const ask = createAsk(recipient);

  let firstClient: CognitoIdentityClient | undefined;
  const client = () =>
    (firstClient ??= new CognitoIdentityClient(clientConfig(regionOf(identityPoolId), endpoint, environment)));

  const logins = (idToken: string | undefined) =>
    idToken !== undefined && userPoolConfig && { Logins: { [providerNameOf(userPoolConfig.userPoolId)]: idToken } };

  return {
    identityPoolId,
    allowGuestAccess,

    async getId(idToken, signal) {
      const operation = 'GetId';
      const input = { IdentityPoolId: identityPoolId, ...logins(idToken) };
      const answer = await ask(operation, input, signal, (options) => client().send(new GetIdCommand(input), options));
      return requireFields(answer, ['IdentityId'], '', { operation, recipient }).IdentityId;
    },

    async getCredentialsForIdentity(identityId, idToken, signal) {
      const operation = 'GetCredentialsForIdentity';
      const input = { IdentityId: identityId, ...logins(idToken) };
      const answer = await ask(operation, input, signal, (options) =>
        client().send(new GetCredentialsForIdentityCommand(input), options),
      );
      const { Credentials } = answer;
      const request = { operation, recipient };
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

import { type UserPoolConfig, userPoolEndpointOf } from '../config.js';
import type { CognitoEnvironment } from './environment.js';
import { createTransport, type Transport } from './transport.js';

/** How errors name the pool that a request went to. */
export function recipientOf({ userPoolId }: UserPoolConfig): string {
  return `the user pool ${userPoolId}`;
}

export function createUserPoolTransport(config: UserPoolConfig, environment: CognitoEnvironment): Transport {
  const { userPoolId, endpoint = userPoolEndpointOf(userPoolId) } = config;
  const service = 'AWSCognitoIdentityProviderService';
  return createTransport({ service, endpoint, recipient: recipientOf(config), environment });
}

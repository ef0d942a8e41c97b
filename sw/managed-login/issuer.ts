import { providerNameOf, type UserPoolConfig } from '../config.js';

/**
 * The issuer that an ID token of the pool must bear. Cognito's own follows from the pool's id, behind a proxy as well. Where
 * the pool has an endpoint of its own, it may be an emulator, which names itself: `<endpoint>/<pool>`.
 */
export function expectedIssuer({ userPoolId, endpoint }: UserPoolConfig, claimed: unknown): string {
  const local = endpoint === undefined ? undefined : `${endpoint}/${userPoolId}`;
  return claimed === local && local !== undefined ? local : `https://${providerNameOf(userPoolId)}`;
}

import type { SessionWorkerConfig } from '../../sw/config.js';
import type { ProtectedApi } from '../api/protected-api.js';
import type { LocalCognito } from '../cognito/local-cognito.js';

/** The worker's configuration for a local Cognito, its guests included, and an API that takes the access token. */
export function configFor(cognito: LocalCognito, api: ProtectedApi): SessionWorkerConfig {
  const { url: endpoint, userPoolId, userPoolClientId, identityPoolId } = cognito;
  return {
    userPool: { userPoolId, userPoolClientId, endpoint },
    identityPool: { identityPoolId, endpoint, allowGuestAccess: true },
    attach: [{ url: `${api.url}/v1/`, bearer: 'accessToken' }],
  };
}

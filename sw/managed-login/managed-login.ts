import {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
} from 'oauth4webapi';
import type { CognitoEnvironment } from '../cognito/environment.js';
import type { ManagedLoginConfig, UserPoolConfig } from '../config.js';
import type { ManagedLogin } from '../session/ports.js';
import { authorizeUrl } from './authorize-url.js';
import { readCallback } from './callback.js';
import { endpointsOf } from './endpoints.js';
import { chooseRedirectUrl } from './redirect-url.js';
import { exchangeCode } from './token-exchange.js';

/**
 * Managed login (once: the hosted UI) of a user pool, by the authorization code flow with PKCE.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
 */
export function createManagedLogin(
  config: ManagedLoginConfig,
  userPool: UserPoolConfig,
  environment: CognitoEnvironment,
): ManagedLogin {
  const endpoints = endpointsOf(config);
  const clientId = userPool.userPoolClientId;

  return {
    async begin(flowId, input, pageUrl) {
      const redirectUri = chooseRedirectUrl('redirectSignIn', config.redirectSignIn, pageUrl);
      const state = `${flowId}.${generateRandomState()}`;
      const nonce = input.options?.nonce ?? generateRandomNonce();
      const codeVerifier = generateRandomCodeVerifier();
      const codeChallenge = await calculatePKCECodeChallenge(codeVerifier);
      const { scopes } = config;
      const url = authorizeUrl(
        { endpoint: endpoints.authorize, clientId, scopes, redirectUri, state, nonce, codeChallenge },
        input,
      );
      const { customState } = input;
      const flow = { state, nonce, codeVerifier, redirectUri, ...(customState !== undefined && { customState }) };
      return { url, flow };
    },

    readCallback: (url) => readCallback(config.redirectSignIn, url),

    exchange: (callback, flow, signal) => exchangeCode({ endpoints, userPool, environment }, callback, flow, signal),

    logoutUrl(pageUrl, redirectUrl) {
      const url = new URL(endpoints.logout);
      url.searchParams.set('client_id', clientId);
      url.searchParams.set(
        'logout_uri',
        chooseRedirectUrl('redirectSignOut', config.redirectSignOut, pageUrl, redirectUrl),
      );
      return url.href;
    },
  };
}

import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  clockSkew,
  customFetch,
  expectNoNonce,
  None,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import type { CognitoEnvironment } from '../cognito/environment.js';
import { fetchWithinLimit } from '../cognito/fetch-within-limit.js';
import { requireFields } from '../cognito/required-fields.js';
import type { UserPoolConfig } from '../config.js';
import { readClaims } from '../session/jwt.js';
import type { RedirectCallback, RedirectFlow, UserPoolTokens } from '../session/ports.js';
import type { Endpoints } from './endpoints.js';
import { expectedIssuer } from './issuer.js';
import { toOAuthError } from './oauth-error.js';

export interface TokenExchange {
  readonly endpoints: Endpoints;
  readonly userPool: UserPoolConfig;
  readonly environment: CognitoEnvironment;
}

/**
 * Exchanges the code in managed login's answer for tokens, by one request without cookies, and checks the ID token as OpenID
 * Connect Core, section 3.1.3.7 says: issuer, audience, nonce, algorithm, expiry. Three things about it:
 *
 * - Its signature is not verified. It comes from the token endpoint itself over TLS, which the specification lets stand instead.
 * - Its times are judged by the clock that issued it: a machine whose clock is wrong may sign in.
 * - From an emulator (plain http, which the configuration allows on this machine only) it may come without a nonce, for
 *   cognito-local puts none in. A nonce that is there must be the right one.
 *
 * @throws AuthError, in which neither the code nor the verifier stands.
 */
export async function exchangeCode(
  { endpoints, userPool, environment }: TokenExchange,
  callback: RedirectCallback,
  flow: RedirectFlow,
  signal: AbortSignal,
): Promise<UserPoolTokens> {
  const isEmulator = new URL(endpoints.token).protocol === 'http:';
  const parameters = new URLSearchParams(callback.parameters);
  const request = {
    domain: new URL(endpoints.token).host,
    secrets: [flow.codeVerifier, ...parameters.getAll('code'), flow.state],
    signal,
  };
  let status: number | undefined;
  try {
    const server: AuthorizationServer = {
      issuer: expectedIssuer(userPool, undefined),
      token_endpoint: endpoints.token,
    };
    const client: Client = { client_id: userPool.userPoolClientId };
    parameters.delete('iss'); // Cognito sends none (RFC 9207), so that one in the address is not its
    const answer = validateAuthResponse(server, client, parameters, flow.state);
    const response = await authorizationCodeGrantRequest(
      server,
      client,
      None(),
      answer,
      flow.redirectUri,
      flow.codeVerifier,
      {
        [allowInsecureRequests]: isEmulator,
        [customFetch]: (url, { body, headers }) => post(environment, url, { body, headers }, signal),
      },
    );
    status = response.status;
    const claims = readClaims(idTokenIn(await response.clone().text()));
    const tokens = await processAuthorizationCodeResponse(
      { ...server, issuer: expectedIssuer(userPool, claims?.['iss']) },
      { ...client, [clockSkew]: skewOf(claims?.['iat']) },
      response,
      {
        expectedNonce: isEmulator && claims && !('nonce' in claims) ? expectNoNonce : flow.nonce,
        requireIdToken: true,
      },
    );
    const { id_token, access_token, refresh_token } = requireFields(
      tokens,
      ['id_token', 'access_token', 'refresh_token'],
      '',
      { operation: 'for the exchange of the code', recipient: `managed login at ${request.domain}` },
    );
    return { idToken: id_token, accessToken: access_token, refreshToken: refresh_token };
  } catch (thrown) {
    throw toOAuthError(thrown, request, status);
  }
}

/** Without cookies, caches or redirects: a redirect would carry the code and its verifier to wherever it points. */
async function post(
  environment: CognitoEnvironment,
  url: string,
  init: { readonly body: URLSearchParams; readonly headers: Record<string, string> },
  signal: AbortSignal,
): Promise<Response> {
  const request = new Request(url, {
    ...init,
    method: 'POST',
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  });
  const { status, headers, body } = await fetchWithinLimit(environment, request, signal);
  return new Response(body, { status, headers });
}

function idTokenIn(body: string): string {
  try {
    const answer: unknown = JSON.parse(body);
    const token = typeof answer === 'object' && answer !== null && 'id_token' in answer ? answer.id_token : undefined;
    return typeof token === 'string' ? token : '';
  } catch {
    return '';
  }
}

/** How far the clock that issued the token is ahead of this machine's, in seconds. */
function skewOf(issuedAt: unknown): number {
  return typeof issuedAt === 'number' ? issuedAt - Math.floor(Date.now() / 1000) : 0;
}

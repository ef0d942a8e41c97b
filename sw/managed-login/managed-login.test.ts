import { base64url } from 'jose';
import { describe, expect, test } from 'vitest';
import type { AuthError } from '../../shared/auth-error.js';
import type { SignInWithRedirectInput } from '../../shared/redirect-sign-in.js';
import type { CognitoEnvironment } from '../cognito/environment.js';
import { stillTime } from '../cognito/testing/still-time.js';
import type { ManagedLogin } from '../session/ports.js';
import { createManagedLogin } from './managed-login.js';

const USER_POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const APP = 'https://app.example/';
const CONFIG = {
  domain: 'auth.example.com',
  scopes: ['openid', 'email'],
  redirectSignIn: [APP],
  redirectSignOut: [`${APP}bye`],
};
const { signal } = new AbortController();

const environment = (fetch?: typeof globalThis.fetch): CognitoEnvironment => ({
  time: stillTime(Date.now()),
  ...(fetch && { fetch }),
});

const login = (
  fetch?: typeof globalThis.fetch,
  config = CONFIG,
  userPool: typeof USER_POOL & { endpoint?: string } = USER_POOL,
) => createManagedLogin(config, userPool, environment(fetch));

describe('the address where a sign-in begins', () => {
  const parametersOf = async (input: SignInWithRedirectInput) => {
    const { url, flow } = await login().begin('flow', input, APP);
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe('https://auth.example.com/oauth2/authorize');
    return { parameters: Object.fromEntries(searchParams), flow };
  };

  test('has the code flow with PKCE, a state and a nonce, and nothing that is to stay secret', async () => {
    const { parameters, flow } = await parametersOf({ customState: 'stays here' });
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(flow.codeVerifier));
    expect(parameters).toEqual({
      response_type: 'code',
      client_id: USER_POOL.userPoolClientId,
      redirect_uri: APP,
      scope: 'openid email',
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: base64url.encode(new Uint8Array(digest)),
      code_challenge_method: 'S256',
    });
    expect(flow.state).toMatch(/^flow\.[\w-]{43}$/);
    expect(JSON.stringify(parameters)).not.toContain('stays');
    const again = await parametersOf({});
    for (const member of ['state', 'nonce', 'codeVerifier'] as const) expect(again.flow[member]).not.toBe(flow[member]);
  });

  test.each<[SignInWithRedirectInput, Record<string, string>]>([
    [{ provider: 'Google' }, { identity_provider: 'Google' }],
    [{ provider: 'Facebook' }, { identity_provider: 'Facebook' }],
    [{ provider: 'Amazon' }, { identity_provider: 'LoginWithAmazon' }],
    [{ provider: 'Apple' }, { identity_provider: 'SignInWithApple' }],
    [{ provider: { custom: 'MyProvider' } }, { identity_provider: 'MyProvider' }],
    [{ provider: { idpIdentifier: 'example.com' } }, { idp_identifier: 'example.com' }],
    [{ options: { loginHint: 'ada@example.com', lang: 'pt-BR' } }, { login_hint: 'ada@example.com', lang: 'pt-BR' }],
    [{ options: { prompt: 'SELECT_ACCOUNT' } }, { prompt: 'select_account' }],
    [{ options: { nonce: 'of the app' } }, { nonce: 'of the app' }],
  ])('for %j has %j', async (input, expected) => {
    expect((await parametersOf(input)).parameters).toMatchObject(expected);
  });

  test('to end the cookie session has the client and the way back', () => {
    expect(login().logoutUrl(`${APP}x`, undefined)).toBe(
      `https://auth.example.com/logout?client_id=1example23456789&logout_uri=${encodeURIComponent(`${APP}bye`)}`,
    );
  });
});

interface Exchange {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly answer?: (tokens: Record<string, unknown>, sent: URLSearchParams) => Response | Promise<Response>;
  readonly managedLogin?: (fetch: typeof globalThis.fetch) => ManagedLogin;
}

/** Comes back with a code, and exchanges it at an endpoint that answers an ID token with these claims. */
async function exchange({ claims = {}, answer = (tokens) => Response.json(tokens), managedLogin = login }: Exchange) {
  const requests: { request: Request; body: URLSearchParams }[] = [];
  let nonce = '';
  const endpoint = managedLogin(async (input) => {
    const request = new Request(input);
    const body = new URLSearchParams(await request.clone().text());
    requests.push({ request, body });
    const iat = Math.floor(Date.now() / 1000);
    const all = { iss: ISSUER, aud: USER_POOL.userPoolClientId, sub: 'sub', nonce, iat, exp: iat + 3600, ...claims };
    const tokens = { id_token: jwt(all), access_token: 'access', refresh_token: 'refresh', token_type: 'Bearer' };
    return answer(tokens, body);
  });
  const { flow } = await endpoint.begin('flow', {}, APP);
  nonce = flow.nonce;
  const callback = endpoint.readCallback(`${APP}?code=the-code&state=${flow.state}`);
  if (!callback) throw new Error('the address has an answer in it');
  const outcome = await endpoint.exchange(callback, flow, signal).catch((thrown: unknown) => thrown);
  return { outcome, requests, flow };
}

const jwt = (claims: object) =>
  [JSON.stringify({ alg: 'RS256' }), JSON.stringify(claims), 'signature']
    .map((part) => base64url.encode(part))
    .join('.');

describe('the exchange of the code', () => {
  test('is one request without cookies, and brings the three tokens', async () => {
    const { outcome, requests, flow } = await exchange({});
    expect(outcome).toMatchObject({ accessToken: 'access', refreshToken: 'refresh' });
    expect(requests).toHaveLength(1);
    const [{ request, body } = { request: new Request(APP), body: new URLSearchParams() }] = requests;
    expect(request).toMatchObject({
      url: 'https://auth.example.com/oauth2/token',
      method: 'POST',
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
    });
    expect(request.headers.has('authorization')).toBe(false);
    expect(Object.fromEntries(body)).toEqual({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: APP,
      client_id: USER_POOL.userPoolClientId,
      code_verifier: flow.codeVerifier,
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['another nonce', { nonce: 'of another sign-in' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'another client' }],
    ['another pool as its issuer', { iss: `${ISSUER}X` }],
    ['no issuer', { iss: undefined }],
    ['no subject', { sub: undefined }],
    ['an end before its beginning', { exp: 1 }],
  ])('refuses an ID token with %s', async (_name, claims) => {
    const { outcome } = await exchange({ claims });
    expect(outcome).toMatchObject({ kind: 'unknown', message: expect.stringContaining('not acceptable') });
  });

  test.each([-86_400, 86_400])('does not mind a clock that differs by %d s from this machine’s', async (seconds) => {
    const iat = Math.floor(Date.now() / 1000) + seconds;
    expect((await exchange({ claims: { iat, exp: iat + 300 } })).outcome).toHaveProperty('idToken');
  });

  const missing = (name: string) => (tokens: Record<string, unknown>) =>
    Response.json({ ...tokens, [name]: undefined });
  const refusal =
    (error: string, status = 400, error_description?: string) =>
    () =>
      Response.json({ error, error_description }, { status });

  test.each<[string, NonNullable<Exchange['answer']>, object]>([
    ['no ID token', missing('id_token'), { kind: 'unknown', message: expect.stringContaining('id_token') }],
    ['no access token', missing('access_token'), { kind: 'unknown', message: expect.stringContaining('access_token') }],
    [
      'no refresh token',
      missing('refresh_token'),
      { kind: 'unknown', message: expect.stringContaining('refresh_token') },
    ],
    [
      'invalid_grant',
      refusal('invalid_grant'),
      { kind: 'notAuthorized', service: { name: 'invalid_grant', message: '' } },
    ],
    ['invalid_client', refusal('invalid_client'), { kind: 'configuration' }],
    ['unauthorized_client', refusal('unauthorized_client'), { kind: 'configuration' }],
    ['invalid_request', refusal('invalid_request'), { kind: 'configuration' }],
    ['status 429', () => new Response('', { status: 429 }), { code: 'tooManyRequests', retryable: true }],
    ['status 500', () => new Response('<html>', { status: 500 }), { kind: 'service', code: 'other', retryable: true }],
    ['a page', () => new Response('<html>'), { kind: 'unknown' }],
    [
      'nothing',
      () => Promise.reject(new TypeError('Failed to fetch')),
      { kind: 'service', code: 'network', retryable: true },
    ],
  ])('that is answered with %s is an error that says so', async (_name, answer, expected) => {
    expect((await exchange({ answer })).outcome).toMatchObject(expected);
  });

  test('repeats neither code nor verifier in an error, though the service does', async () => {
    const { outcome, flow } = await exchange({
      answer: (_tokens, sent) =>
        refusal('invalid_grant', 400, `Not ${sent.get('code')}, ${sent.get('code_verifier')}`)(),
    });
    const told = JSON.stringify((outcome as AuthError).toData());
    expect(told).toContain('Not [redacted], [redacted]');
    for (const secret of ['the-code', flow.codeVerifier]) expect(told).not.toContain(secret);
    expect(outcome).not.toHaveProperty('cause');
  });
});

describe('an emulator', () => {
  const config = { ...CONFIG, domain: 'http://localhost:9229' };
  const userPool = { ...USER_POOL, endpoint: 'http://localhost:9229' };
  const emulator = (fetch?: typeof globalThis.fetch) => login(fetch, config, userPool);

  test.each<[string, Record<string, unknown>, boolean]>([
    ['its own issuer', { iss: `http://localhost:9229/${USER_POOL.userPoolId}` }, true],
    ['the issuer of Cognito', {}, true],
    ['no nonce', { nonce: undefined }, true],
    ['another nonce', { nonce: 'of another sign-in' }, false],
    ['the issuer of another pool', { iss: 'http://localhost:9229/another' }, false],
    ['another audience', { aud: 'another client' }, false],
  ])('may answer an ID token with %s: %o %s', async (_name, claims, accepted) => {
    const { outcome } = await exchange({ claims, managedLogin: emulator });
    expect(outcome instanceof Error).toBe(!accepted);
  });
});

describe('an answer without a code', () => {
  const refusedWith = async (error: string, description?: string) => {
    const endpoint = login(() => Promise.reject(new Error('nothing is to be exchanged')));
    const { flow } = await endpoint.begin('flow', {}, APP);
    const parameters = new URLSearchParams({ error, state: flow.state });
    if (description !== undefined) parameters.set('error_description', description);
    const callback = endpoint.readCallback(`${APP}?${parameters}`);
    if (!callback) throw new Error('the address has an answer in it');
    return await endpoint.exchange(callback, flow, signal).catch((thrown: unknown) => thrown);
  };

  test.each([
    ['access_denied', 'notAuthorized', false],
    ['login_required', 'notAuthorized', false],
    ['invalid_scope', 'configuration', false],
    ['unauthorized_client', 'configuration', false],
    ['temporarily_unavailable', 'service', true],
    ['server_error', 'service', true],
    ['something new', 'notAuthorized', false],
    ['constructor', 'notAuthorized', false], // which every object has a value for
    ['__proto__', 'notAuthorized', false],
  ])('but with error=%s is %s, and nothing is exchanged', async (error, kind, retryable) => {
    expect(await refusedWith(error, 'Why not.')).toMatchObject({
      kind,
      retryable,
      message: expect.stringContaining(`Why not. (${error})`),
      service: { name: error, message: 'Why not.' },
    });
  });
});

import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signInWithRedirect, signOut } from 'aws-amplify/auth';
import { ConsoleLogger } from 'aws-amplify/utils';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  discoveryRequest,
  generateRandomCodeVerifier,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  validateAuthResponse,
} from 'oauth4webapi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';

const alice = { username: 'alice', password: 'correct horse' };
const APP = 'http://localhost:5173/';

let cognito: LocalCognito;

beforeEach(async () => {
  cognito = await startLocalCognito({ settings: { callbackUrls: [APP], logoutUrls: [`${APP}bye`] } });
  cognito.createUser({ ...alice, email: 'alice@example.com' });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await cognito.close();
});

/** A browser that knows nothing but one cookie: it follows redirects by hand, and signs in where it is asked to. */
function createBrowser(person: { username: string; password: string } = alice) {
  const browser = {
    cookie: '',
    visited: [] as string[],
    async request(address: string, init: RequestInit = {}): Promise<Response> {
      const url = new URL(address, cognito.url).href;
      browser.visited.push(url);
      const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie: browser.cookie } });
      const set = response.headers.get('set-cookie');
      if (set !== null) browser.cookie = set.includes('Max-Age=0') ? '' : (set.split(';')[0] ?? '');
      return response;
    },
    /** Goes on until it is sent to another origin, or to a page that has nothing to fill in. */
    async open(address: string): Promise<{ url: string; response: Response }> {
      let url = new URL(address, cognito.url).href;
      for (;;) {
        if (new URL(url).origin !== cognito.url) return { url, response: new Response() };
        let response = await browser.request(url);
        if (response.status === 200 && new URL(url).pathname === '/login') {
          response = await browser.request(url, { method: 'POST', body: new URLSearchParams(person) });
        }
        const location = response.headers.get('location');
        if (location === null) return { url, response };
        url = new URL(location, url).href;
      }
    },
  };
  return browser;
}

const authorizePath = (parameters: Record<string, string> = {}) =>
  `/oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: cognito.userPoolClientId,
    redirect_uri: APP,
    scope: 'openid email',
    state: 'the-state',
    ...parameters,
  })}`;

const answerIn = (url: string) => Object.fromEntries(new URL(url).searchParams);

async function exchange(form: Record<string, string>) {
  const response = await fetch(`${cognito.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

test('Amplify signs in by its own flow, and the tokens are the user’s', async () => {
  ConsoleLogger.LOG_LEVEL = 'ERROR';
  const { userPoolId, userPoolClientId, url } = cognito;
  const domain = 'login.example.com'; // Amplify insists on https
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId,
        userPoolClientId,
        userPoolEndpoint: url,
        loginWith: {
          oauth: {
            domain,
            scopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
            redirectSignIn: [APP],
            redirectSignOut: [`${APP}bye`],
            responseType: 'code',
          },
        },
      },
    },
  });
  const location = new URL(APP);
  vi.stubGlobal('window', { location, addEventListener: () => {}, removeEventListener: () => {} });
  const genuine = fetch;
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) =>
    genuine(typeof input === 'string' ? input.replace(`https://${domain}`, url) : input, init),
  );
  const browser = createBrowser();
  await signInWithRedirect({
    customState: 'of the app',
    options: {
      nonce: 'of the app',
      authSessionOpener: async (address) => {
        const { url: answer } = await browser.open(String(address).replace(`https://${domain}`, url));
        return { type: 'success', url: answer };
      },
    },
  });
  const { tokens } = await fetchAuthSession();
  expect(tokens?.idToken?.payload).toMatchObject({ email: 'alice@example.com', nonce: 'of the app' });
  expect(tokens?.accessToken.payload).toMatchObject({
    username: 'alice',
    scope: 'openid email aws.cognito.signin.user.admin',
  });
  await fetchAuthSession({ forceRefresh: true });
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
  await signOut({ global: true });
  expect(await browser.open(location.href.replace(`https://${domain}`, url))).toMatchObject({ url: `${APP}bye` });
  expect(browser.cookie).toBe('');
  expect(cognito.liveRefreshTokens('alice')).toEqual([]);
});

test('oauth4webapi finds the endpoints, exchanges the code, verifies the ID token, and refreshes', async () => {
  const insecure = { [allowInsecureRequests]: true };
  const issuer = new URL(cognito.issuer);
  const server = await processDiscoveryResponse(issuer, await discoveryRequest(issuer, insecure));
  const client = { client_id: cognito.userPoolClientId };
  const verifier = generateRandomCodeVerifier();
  const start = new URL(server.authorization_endpoint ?? '');
  start.search = authorizePath({
    nonce: 'the-nonce',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).replace(/^[^?]*/, '');
  const { url } = await createBrowser().open(start.href);
  const answer = validateAuthResponse(server, client, new URL(url), 'the-state');
  const tokens = await processAuthorizationCodeResponse(
    server,
    client,
    await authorizationCodeGrantRequest(server, client, None(), answer, APP, verifier, insecure),
    { expectedNonce: 'the-nonce', requireIdToken: true },
  );
  const keySet = createRemoteJWKSet(new URL(server.jwks_uri ?? ''));
  await jwtVerify(tokens.id_token ?? '', keySet, { issuer: cognito.issuer, audience: client.client_id });
  const refreshed = await processRefreshTokenResponse(
    server,
    client,
    await refreshTokenGrantRequest(server, client, None(), tokens.refresh_token ?? '', insecure),
  );
  expect(refreshed).toMatchObject({ access_token: expect.any(String), id_token: expect.any(String) });
  expect(cognito.liveRefreshTokens('alice')).toEqual([tokens.refresh_token]);
});

describe('a code', () => {
  const CHALLENGE = { code_challenge_method: 'S256' };

  async function issued(verifier = generateRandomCodeVerifier()) {
    const code_challenge = await calculatePKCECodeChallenge(verifier);
    const { url } = await createBrowser().open(authorizePath({ ...CHALLENGE, code_challenge }));
    const form = {
      grant_type: 'authorization_code',
      client_id: cognito.userPoolClientId,
      redirect_uri: APP,
      code: answerIn(url)['code'] ?? '',
      code_verifier: verifier,
    };
    return form;
  }

  test('works once', async () => {
    const form = await issued();
    expect(await exchange(form)).toMatchObject({ status: 200, answer: { token_type: 'Bearer', expires_in: 3600 } });
    expect(await exchange(form)).toEqual({ status: 400, answer: { error: 'invalid_grant' } });
  });

  test.each<[string, Record<string, string>, string]>([
    ['another verifier', { code_verifier: generateRandomCodeVerifier() }, 'invalid_grant'],
    ['another address', { redirect_uri: `${APP}other` }, 'invalid_grant'],
    ['another client', { client_id: 'another' }, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('does not work with %s', async (_name, wrong, error) => {
    expect(await exchange({ ...(await issued()), ...wrong })).toEqual({ status: 400, answer: { error } });
  });

  test('does not work without its verifier, nor after five minutes', async () => {
    const { code_verifier: _left, ...form } = await issued();
    expect((await exchange(form)).answer).toEqual({ error: 'invalid_grant' });
    const late = await issued();
    cognito.clock.offsetMs = 300_000;
    expect((await exchange(late)).answer).toEqual({ error: 'invalid_grant' });
  });

  test('is answered to any origin, which is let have no cookies', async () => {
    const response = await fetch(`${cognito.url}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(await issued()),
      headers: { Origin: 'https://app.example' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  });
});

describe('the cookie session', () => {
  test('lets the user in without a password for an hour, unless asked to, and ends with /logout', async () => {
    const browser = createBrowser();
    await browser.open(authorizePath());
    cognito.clearRequests();
    expect(answerIn((await browser.open(authorizePath())).url)).toMatchObject({ code: expect.any(String) });
    expect(cognito.count('LoginPage')).toBe(0);
    await browser.open(authorizePath({ prompt: 'login' }));
    expect(cognito.count('LoginPage')).toBe(1);

    const logout = new URLSearchParams({ client_id: cognito.userPoolClientId, logout_uri: `${APP}bye` });
    expect((await browser.open(`/logout?${logout}`)).url).toBe(`${APP}bye`);
    expect(answerIn((await browser.open(authorizePath({ prompt: 'none' }))).url)).toEqual({
      error: 'login_required',
      state: 'the-state',
    });
    await browser.open(authorizePath());
    cognito.clock.offsetMs = 3_600_000;
    expect(answerIn((await browser.open(authorizePath({ prompt: 'none' }))).url)).toHaveProperty('error');
  });
});

describe('what is not allowed', () => {
  test.each([
    ['another address to come back to', { redirect_uri: 'https://evil.example/' }],
    ['another client', { client_id: 'another' }],
  ])('%s gets a page, and nobody is sent anywhere', async (_name, wrong) => {
    const { url, response } = await createBrowser().open(authorizePath(wrong));
    expect([new URL(url).origin, response.status]).toEqual([cognito.url, 400]);
  });

  test.each([
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that the client does not have', { scope: 'openid admin' }, 'invalid_scope'],
    ['a plain challenge', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
  ])('%s is told to the client', async (_name, wrong, error) => {
    expect(answerIn((await createBrowser().open(authorizePath(wrong))).url)).toEqual({ error, state: 'the-state' });
  });

  test('a wrong password gets the form again', async () => {
    const response = await createBrowser().request(authorizePath().replace('/oauth2/authorize', '/login'), {
      method: 'POST',
      body: new URLSearchParams({ ...alice, password: 'wrong' }),
    });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Incorrect')]);
  });

  test('an access token without the scope for it signs nobody out everywhere', async () => {
    const { url } = await createBrowser().open(authorizePath());
    const form = { grant_type: 'authorization_code', client_id: cognito.userPoolClientId, redirect_uri: APP };
    const { answer } = await exchange({ ...form, code: answerIn(url)['code'] ?? '' });
    const response = await fetch(cognito.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'AWSCognitoIdentityProviderService.GlobalSignOut' },
      body: JSON.stringify({ AccessToken: answer['access_token'] }),
    });
    expect(await response.json()).toMatchObject({ __type: 'NotAuthorizedException' });
  });
});

test('another provider is asked where its name is given, and its user is one of the pool', async () => {
  const browser = createBrowser();
  const { url } = await browser.open(authorizePath({ identity_provider: 'Google' }));
  expect(new URL(url).pathname).toBe('/provider');
  const answer = (value: string) =>
    browser.request(url, { method: 'POST', body: new URLSearchParams({ subject: 'bob', answer: value }) });
  expect(answerIn((await answer('no')).headers.get('location') ?? '')).toMatchObject({ error: 'access_denied' });
  expect(answerIn((await answer('yes')).headers.get('location') ?? '')).toMatchObject({ code: expect.any(String) });
  expect(cognito.user('google_bob')).toMatchObject({ status: 'CONFIRMED' });
});

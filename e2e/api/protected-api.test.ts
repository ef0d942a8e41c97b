import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalCognito, startLocalCognito } from '../cognito/local-cognito.js';
import { type SignInTokens, signInWithPassword, userPoolClient } from '../cognito/test-clients.js';
import { type ProtectedApi, startProtectedApi } from './protected-api.js';

const alice = { username: 'alice', password: 'correct horse' };

let cognito: LocalCognito;
let client: CognitoIdentityProviderClient;
let api: ProtectedApi;
let tokens: SignInTokens;

beforeEach(async () => {
  cognito = await startLocalCognito();
  client = userPoolClient(cognito);
  api = await startProtectedApi({ cognito });
  cognito.createUser(alice);
  tokens = await signInWithPassword(cognito, client, alice);
});

afterEach(async () => {
  client.destroy();
  await api.close();
  await cognito.close();
});

const get = (path: string, token?: string, origin = api.url) =>
  fetch(`${origin}${path}`, { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } });

test.each(['AccessToken', 'IdToken'] as const)('an %s of the pool gets the orders', async (kind) => {
  const response = await get('/v1/orders', tokens[kind]);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ orders: expect.any(Array), caller: 'alice' });
  expect(api.requests).toMatchObject([
    { method: 'GET', path: '/v1/orders', authorization: `Bearer ${tokens[kind]}`, outcome: 'authorized' },
  ]);
});

test('nobody gets them without, and is told what is missing', async () => {
  const response = await get('/v1/orders');
  expect(response.status).toBe(401);
  expect(response.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
  expect(api.requests).toMatchObject([{ authorization: undefined, outcome: 'unauthorized', caller: undefined }]);
});

test.each(['RefreshToken', 'forgery'])('a %s does not do', async (kind) => {
  const forgery = `${tokens.AccessToken.slice(0, tokens.AccessToken.lastIndexOf('.'))}.${'A'.repeat(342)}`;
  expect((await get('/v1/orders', kind === 'forgery' ? forgery : tokens.RefreshToken)).status).toBe(401);
});

test('a token is judged by the clock of the server that issued it', async () => {
  cognito.clock.offsetMs = 3_700_000;
  expect((await get('/v1/orders', tokens.AccessToken)).status).toBe(401);
  expect(api.requests.at(-1)?.reason).toBe('the token has expired');
  const later = await signInWithPassword(cognito, client, alice);
  expect((await get('/v1/orders', later.AccessToken)).status).toBe(200);
});

test('paths that only look like the protected one are answered, and what they were sent is on record', async () => {
  for (const path of ['/v1', '/v10/orders', '/public/v1/orders', '/?next=/v1/orders']) {
    const response = await get(path, tokens.AccessToken);
    expect(await response.json()).toEqual({ path, caller: 'alice' });
  }
  expect(api.requests.map(({ outcome }) => outcome)).toEqual(['open', 'open', 'open', 'open']);
  expect((await get('/v1/other')).status).toBe(401);
});

test('it can be called by several names', async () => {
  expect((await get('/v1/orders', tokens.AccessToken, api.urlOn('localhost'))).status).toBe(200);
  expect((await get('/v1/orders', tokens.AccessToken, api.urlOn('[::1]'))).status).toBe(200);
  expect(api.requests.map(({ host }) => host)).toEqual([`localhost:${api.port}`, `[::1]:${api.port}`]);
});

test('it redirects where it is asked to', async () => {
  const response = await fetch(`${api.url}/redirect?to=${encodeURIComponent('https://elsewhere.example/')}`, {
    redirect: 'manual',
  });
  expect(response.status).toBe(302);
  expect(response.headers.get('Location')).toBe('https://elsewhere.example/');
});

test('a body is on record', async () => {
  await fetch(`${api.url}/v1/orders`, { method: 'POST', body: 'a teapot' });
  expect(api.requests).toMatchObject([{ method: 'POST', body: 'a teapot' }]);
  api.clearRequests();
  expect(api.requests).toEqual([]);
});

test('a preflight allows Authorization by name, and is not on record', async () => {
  const response = await fetch(`${api.url}/v1/orders`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
  expect(response.headers.get('Access-Control-Allow-Headers')).toMatch(/\bAuthorization\b/);
  expect(api.requests).toEqual([]);
});

import { beforeEach, expect, test } from 'vitest';
import { AuthError, type AuthErrorInit } from '../../shared/auth-error.js';
import { failure, success } from '../../shared/auth-result.js';
import type { AuthSession } from '../auth-session.js';
import { amplifyLibraryOptions, type SessionSource } from './amplify-library-options.js';

const encode = (value: object) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const tokenOf = (claims: object) => `${encode({ alg: 'RS256' })}.${encode(claims)}.signature`;
const ACCESS_TOKEN = tokenOf({ sub: 'ada', 'cognito:groups': ['mathématiciens ✓'] });
const ID_TOKEN = tokenOf({ sub: 'ada', aud: 'client' });
const EXPIRES_AT = Date.parse('2026-01-01T12:00:00Z');
const KEYS = { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'session' };

const WHOLE = {
  isSignedIn: true,
  getUserSub: async () => success('ada'),
  getIdentityId: async () => success('eu-west-1:ada'),
  getAWSCredentials: async () => success({ ...KEYS, expiration: new Date(0), expiresAt: EXPIRES_AT }),
  getCognitoTokens: async () => success({ idToken: ID_TOKEN, accessToken: ACCESS_TOKEN }),
};

const refuse = (init: Omit<AuthErrorInit, 'message' | 'recoverySuggestion'>) => async () =>
  failure(new AuthError({ message: 'as it happens', recoverySuggestion: '', ...init }));

let session: object;
let asked: unknown[];
const auth: SessionSource = {
  fetchAuthSession: async (options) => {
    asked.push(options);
    return session as AuthSession;
  },
};
const { tokenProvider, credentialsProvider } = amplifyLibraryOptions(auth).Auth;

beforeEach(() => {
  session = WHOLE;
  asked = [];
});

test('the tokens come as text and as claims', async () => {
  const tokens = await tokenProvider.getTokens();
  expect(`${tokens?.accessToken} ${tokens?.idToken}`).toBe(`${ACCESS_TOKEN} ${ID_TOKEN}`);
  expect(tokens?.accessToken.payload).toEqual({ sub: 'ada', 'cognito:groups': ['mathématiciens ✓'] });
  expect(tokens?.idToken.payload.aud).toBe('client');
});

test('the credentials come with the identity, and expire on this machine’s clock', async () => {
  expect(await credentialsProvider.getCredentialsAndIdentityId()).toEqual({
    credentials: { ...KEYS, expiration: new Date(EXPIRES_AT) },
    identityId: 'eu-west-1:ada',
  });
});

test('a forced refresh, for which Amplify asks both providers, is one', async () => {
  await tokenProvider.getTokens({ forceRefresh: true });
  await credentialsProvider.getCredentialsAndIdentityId({ forceRefresh: true });
  expect(asked).toEqual([{ forceRefresh: true }, undefined]);
});

test.each([
  ['nobody is signed in', { ...WHOLE, isSignedIn: false }],
  ['the policy withholds them', { ...WHOLE, getCognitoTokens: undefined }],
  ['the sign-in has expired', { ...WHOLE, getCognitoTokens: refuse({ kind: 'sessionExpired' }) }],
  ['the session is federated', { ...WHOLE, getCognitoTokens: refuse({ kind: 'invalidState' }) }],
])('there are no tokens where %s, and credentials all the same', async (_name, given) => {
  session = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  expect(await tokenProvider.getTokens()).toBeNull();
  expect(await credentialsProvider.getCredentialsAndIdentityId()).toMatchObject({ credentials: KEYS });
});

test.each([
  ['the policy withholds them', { isSignedIn: true }],
  ['there are no guests', { getAWSCredentials: refuse({ kind: 'service', code: 'invalidAccountType' }) }],
  ['the sign-in has expired', { getAWSCredentials: refuse({ kind: 'sessionExpired' }) }],
])('there are no credentials where %s', async (_name, given) => {
  session = given;
  expect(await credentialsProvider.getCredentialsAndIdentityId()).toBeUndefined();
});

test('what has failed is thrown', async () => {
  const failing = refuse({ kind: 'service', code: 'network', retryable: true });
  session = { ...WHOLE, getAWSCredentials: failing, getCognitoTokens: failing };
  const expected = { name: 'AuthError', code: 'network', retryable: true };
  await expect(tokenProvider.getTokens()).rejects.toMatchObject(expected);
  await expect(credentialsProvider.getCredentialsAndIdentityId()).rejects.toMatchObject(expected);
});

test.each(['', 'no.token', 'a.b.c', 'a.####.c'])('a token that cannot be read (%j) is not quoted', async (token) => {
  session = { ...WHOLE, getCognitoTokens: async () => success({ idToken: ID_TOKEN, accessToken: token }) };
  await expect(tokenProvider.getTokens()).rejects.toMatchObject({
    kind: 'unknown',
    message: 'A token of the session cannot be read.',
  });
});

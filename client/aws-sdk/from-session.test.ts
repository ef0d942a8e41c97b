import { beforeEach, expect, test } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import { failure, success } from '../../shared/auth-result.js';
import type { AWSCredentials } from '../../shared/session-api.js';
import type { AuthSession } from '../auth-session.js';
import { type CredentialsSource, fromSession } from './from-session.js';

const HOUR_MS = 3_600_000;
/** AWS's clock is an hour ahead of this machine's. */
const EXPIRES_AT = Date.parse('2026-01-01T12:00:00Z');

const credentialsOf = (name: string): AWSCredentials => ({
  accessKeyId: `ASIA${name}`,
  secretAccessKey: `secret of ${name}`,
  sessionToken: `token of ${name}`,
  expiration: new Date(EXPIRES_AT + HOUR_MS),
  expiresAt: EXPIRES_AT,
});

let present: object;
let asked: unknown[];
let listeners: Map<string, () => void>;
let auth: CredentialsSource;

function enter(name: string): void {
  present = {
    isSignedIn: true,
    getAWSCredentials: async () => success(credentialsOf(name)),
    getUserSub: async () => success(name),
    getIdentityId: async () => success(`eu-west-1:${name}`),
  };
}

beforeEach(() => {
  asked = [];
  listeners = new Map();
  auth = {
    fetchAuthSession: async (options) => {
      asked.push(options);
      return present as AuthSession;
    },
    addEventListener: (type, listener) => void listeners.set(type, listener),
  };
  enter('ada');
});

test('the credentials come with the identity, and expire on the clock that the SDK reads', async () => {
  expect(await fromSession(auth)()).toEqual({
    accessKeyId: 'ASIAada',
    secretAccessKey: 'secret of ada',
    sessionToken: 'token of ada',
    expiration: new Date(EXPIRES_AT),
    identityId: 'eu-west-1:ada',
  });
});

test('an older worker, which tells of no such clock, is believed on AWS’s', async () => {
  const { expiresAt, ...older } = credentialsOf('ada');
  present = { isSignedIn: true, getAWSCredentials: async () => success(older) };
  expect((await fromSession(auth)()).expiration).toEqual(new Date(EXPIRES_AT + HOUR_MS));
});

test.each(['signedIn', 'signedOut', 'sessionExpired'])('at %s what was given out expires', async (type) => {
  const provider = fromSession(auth);
  const copy = { ...(await provider()) };
  listeners.get(type)?.();
  expect(copy.expiration.getTime()).toBe(0);
  enter('grace');
  expect(await provider()).toMatchObject({ accessKeyId: 'ASIAgrace', expiration: new Date(EXPIRES_AT) });
});

test('what was under way when somebody else signed in is not remembered', async () => {
  const provider = fromSession(auth);
  const underWay = provider();
  listeners.get('signedIn')?.();
  expect((await underWay).expiration.getTime()).toBe(0);
});

test('clients that ask in the same moment share what they get, and none of it expires', async () => {
  const provider = fromSession(auth);
  const [one, other] = await Promise.all([provider(), provider()]);
  expect(one.expiration.getTime()).toBe(EXPIRES_AT);
  expect(other).toBe(one);
});

test('new credentials take the place of those that a client remembers', async () => {
  const provider = fromSession(auth);
  const before = await provider();
  expect(await provider()).toBe(before);
  enter('ada again');
  expect((await provider({ forceRefresh: true })).expiration.getTime()).toBe(EXPIRES_AT);
  expect(before.expiration.getTime()).toBe(0);
  expect(asked).toEqual([{ forceRefresh: false }, { forceRefresh: false }, { forceRefresh: true }]);
});

test('one session has one provider, however often it is asked for', () => {
  expect(fromSession(auth)).toBe(fromSession(auth));
});

test.each([
  ['withheld', { isSignedIn: true }, { kind: 'notAuthorized', recoverySuggestion: expect.stringContaining('attach') }],
  [
    'not to be had',
    {
      getAWSCredentials: async () =>
        failure(new AuthError({ kind: 'sessionExpired', message: 'over', recoverySuggestion: 'sign in' })),
    },
    { kind: 'sessionExpired', message: 'over' },
  ],
])('credentials that are %s are an AuthError', async (_name, session, expected) => {
  present = session;
  await expect(fromSession(auth)()).rejects.toMatchObject({ name: 'AuthError', ...expected });
});

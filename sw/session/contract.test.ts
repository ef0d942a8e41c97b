import { describe, expect, test } from 'vitest';
import type { AuthError } from '../../shared/auth-error.js';
import { networkFailure, serviceFailure } from './testing/service-failure.js';
import { createWorld, type TestWorker, type World } from './testing/world.js';
import { wakeIn } from './wake-time.js';

/**
 * The session contract's table, row by row, against the model of Cognito. A cell is `ok` or `kind/code` of the error.
 */
interface Row {
  readonly row: string;
  readonly state: (world: World) => Promise<TestWorker>;
  readonly isSignedIn: boolean;
  readonly sub: string;
  readonly id: string;
  readonly aws: string;
  readonly jwt: string;
}

const HOUR = 3_600_000;
const REFRESHES = new Set(['GetTokensFromRefreshToken', 'REFRESH_TOKEN_AUTH']);
const IDENTITIES = new Set(['GetId', 'GetCredentialsForIdentity']);

async function signedIn(world: World): Promise<TestWorker> {
  const worker = world.startWorker();
  await world.signIn(worker);
  return worker;
}

function failOn(world: World, operations: ReadonlySet<string>, failure: Error): void {
  world.cognito.fate = (operation) => (operations.has(operation) ? failure : 'ok');
}

const ROWS: Row[] = [
  {
    row: '1: signed in, user pool and identity pool',
    state: signedIn,
    ...{ isSignedIn: true, sub: 'ok', id: 'ok', aws: 'ok', jwt: 'ok' },
  },
  {
    row: '2: signed in, user pool only',
    state: async (world) => {
      const worker = world.startWorker({ identityPool: true });
      await world.signIn(worker);
      return worker;
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'service/invalidAccountType', aws: 'service/invalidAccountType', jwt: 'ok' },
  },
  {
    row: '3: signed out, guests allowed',
    state: async (world) => world.startWorker(),
    ...{ isSignedIn: false, sub: 'signedOut', id: 'ok', aws: 'ok', jwt: 'signedOut' },
  },
  {
    row: '3: identity pool only, guests allowed',
    state: async (world) => world.startWorker({ userPool: true }),
    ...{ isSignedIn: false, sub: 'signedOut', id: 'ok', aws: 'ok', jwt: 'signedOut' },
  },
  {
    row: '4: signed out, guests not allowed by configuration',
    state: async (world) => {
      world.cognito.settings.allowGuests = false;
      return world.startWorker();
    },
    ...{
      isSignedIn: false,
      sub: 'signedOut',
      id: 'service/invalidAccountType',
      aws: 'service/invalidAccountType',
      jwt: 'signedOut',
    },
  },
  {
    row: "4: signed out, guests not allowed by the pool's word",
    state: async (world) => {
      failOn(world, IDENTITIES, serviceFailure('NotAuthorizedException'));
      return world.startWorker();
    },
    ...{
      isSignedIn: false,
      sub: 'signedOut',
      id: 'service/invalidAccountType',
      aws: 'service/invalidAccountType',
      jwt: 'signedOut',
    },
  },
  {
    row: '5: signed out, user pool only',
    state: async (world) => world.startWorker({ identityPool: true }),
    ...{
      isSignedIn: false,
      sub: 'signedOut',
      id: 'service/invalidAccountType',
      aws: 'service/invalidAccountType',
      jwt: 'signedOut',
    },
  },
  {
    row: '6: signed out, identity pool fails otherwise',
    state: async (world) => {
      failOn(world, IDENTITIES, serviceFailure('TooManyRequestsException'));
      return world.startWorker();
    },
    ...{
      isSignedIn: false,
      sub: 'signedOut',
      id: 'service/tooManyRequests',
      aws: 'service/tooManyRequests',
      jwt: 'signedOut',
    },
  },
  {
    row: '7: guest access withdrawn after a guest identity was cached',
    state: async (world) => {
      const worker = world.startWorker();
      await worker.session.getAWSCredentials(world.store.current().sessionId);
      await world.clock.advance(HOUR + 1);
      failOn(world, IDENTITIES, serviceFailure('NotAuthorizedException'));
      await worker.session.fetchAuthSession({ forceRefresh: true });
      expect(world.store.current().identity).toBeUndefined();
      return worker;
    },
    ...{
      isSignedIn: false,
      sub: 'signedOut',
      id: 'service/invalidAccountType',
      aws: 'service/invalidAccountType',
      jwt: 'signedOut',
    },
  },
  {
    row: '8: refresh token revoked',
    state: async (world) => {
      const worker = await signedIn(world);
      world.cognito.revokeAll();
      await world.clock.advance(HOUR + 1);
      return worker;
    },
    // The service has not been asked yet when sub is: the end is known from the first renewal on.
    ...{ isSignedIn: true, sub: 'sessionExpired', id: 'sessionExpired', aws: 'sessionExpired', jwt: 'sessionExpired' },
  },
  {
    row: '9: renewal fails otherwise, the stored values still valid',
    state: async (world) => {
      const worker = await signedIn(world);
      await world.clock.advance(HOUR - 60_000);
      world.cognito.fate = () => serviceFailure('InternalErrorException');
      return worker;
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'ok', aws: 'ok', jwt: 'ok' },
  },
  {
    row: '10: renewal fails otherwise, the stored values expired',
    state: async (world) => {
      const worker = await signedIn(world);
      await world.clock.advance(HOUR + 1);
      world.cognito.fate = () => serviceFailure('InternalErrorException');
      return worker;
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'ok', aws: 'service/other', jwt: 'service/other' },
  },
  {
    row: '11: offline, the stored values expired',
    state: async (world) => {
      const worker = await signedIn(world);
      await world.clock.advance(HOUR + 1);
      world.cognito.fate = () => networkFailure();
      return worker;
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'ok', aws: 'service/network', jwt: 'service/network' },
  },
  {
    row: '12: tokens renewed, identity pool fails, identity known',
    state: async (world) => {
      const worker = await signedIn(world);
      await world.clock.advance(HOUR + 1);
      failOn(world, IDENTITIES, networkFailure());
      return worker;
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'ok', aws: 'service/network', jwt: 'ok' },
  },
  {
    row: '12: identity pool fails during sign-in, identity unknown',
    state: async (world) => {
      failOn(world, IDENTITIES, networkFailure());
      const worker = world.startWorker();
      await worker.session.signIn('tab', { username: 'ada', password: 'x' });
      return worker;
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'service/network', aws: 'service/network', jwt: 'ok' },
  },
  {
    row: '13: signed in, identity pool answers NotAuthorizedException',
    state: async (world) => {
      failOn(world, IDENTITIES, serviceFailure('NotAuthorizedException'));
      const worker = world.startWorker();
      await worker.session.signIn('tab', { username: 'ada', password: 'x' });
      return worker;
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'notAuthorized', aws: 'notAuthorized', jwt: 'ok' },
  },
  {
    row: '13: the identity is known, its credentials are refused',
    state: async (world) => {
      failOn(world, new Set(['GetCredentialsForIdentity']), serviceFailure('NotAuthorizedException'));
      const worker = world.startWorker();
      await worker.session.signIn('tab', { username: 'ada', password: 'x' });
      return worker;
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'notAuthorized', aws: 'notAuthorized', jwt: 'ok' },
  },
  {
    row: '14: federated to the identity pool',
    state: async (world) => {
      const worker = world.startWorker();
      await worker.session.federateToIdentityPool({ provider: 'Google', token: 'good' });
      return worker;
    },
    ...{ isSignedIn: true, sub: 'invalidState', id: 'ok', aws: 'ok', jwt: 'invalidState' },
  },
  {
    row: '15: federated, renewal fails',
    state: async (world) => {
      const worker = world.startWorker();
      await worker.session.federateToIdentityPool({ provider: 'Google', token: 'good' });
      await world.clock.advance(HOUR + 1);
      failOn(world, IDENTITIES, networkFailure());
      return worker;
    },
    ...{ isSignedIn: true, sub: 'invalidState', id: 'ok', aws: 'service/network', jwt: 'invalidState' },
  },
  {
    row: '16: in the middle of a sign-in',
    state: async (world) => {
      const worker = world.startWorker();
      await worker.session.signIn('tab', { username: 'challenged', password: 'x' });
      return worker;
    },
    ...{ isSignedIn: false, sub: 'signedOut', id: 'ok', aws: 'ok', jwt: 'signedOut' },
  },
  {
    row: '17: a refresh is answered with an unreadable token',
    state: async (world) => {
      (await signedIn(world)).stop();
      await world.clock.advance(HOUR + 1);
      const { refresh } = world.cognito.userPool;
      world.cognito.userPool.refresh = async (...args) => ({ ...(await refresh(...args)), idToken: 'not a JWT' });
      return world.startWorker();
    },
    ...{ isSignedIn: true, sub: 'ok', id: 'ok', aws: 'unknown', jwt: 'unknown' },
  },
];

async function cell(world: World, asked: Promise<unknown>): Promise<string> {
  const told = asked.then(
    () => 'ok',
    ({ kind, code }: AuthError) => (code ? `${kind}/${code}` : kind),
  );
  await world.clock.advance(30_000); // for retries, which wait
  return await told;
}

describe('the session contract', () => {
  test.each(ROWS)('$row', async ({ state, isSignedIn, sub, id, aws, jwt }) => {
    const world = createWorld();
    const worker = await state(world);
    const told = worker.session.fetchAuthSession({});
    await worker.session.tend();
    await world.clock.advance(0);
    const { sessionId, ...session } = await told;
    expect(session.isSignedIn).toBe(isSignedIn);
    const { session: asked } = worker;
    const answers = {
      jwt: await cell(world, asked.getCognitoTokens(sessionId)),
      aws: await cell(world, asked.getAWSCredentials(sessionId)),
      id: await cell(world, asked.getIdentityId(sessionId)),
      sub: await cell(world, asked.getUserSub(sessionId)),
    };
    expect(answers).toEqual({ sub, id, aws, jwt });
  });

  test('an expired ID token is never shown to the identity pool', async () => {
    const world = createWorld();
    const worker = await signedIn(world);
    await world.clock.advance(HOUR + 1);
    failOn(world, REFRESHES, networkFailure());
    world.cognito.requests.length = 0;
    const { sessionId } = world.store.current();
    await cell(world, worker.session.getAWSCredentials(sessionId));
    expect(world.cognito.requests.filter((operation) => IDENTITIES.has(operation))).toEqual([]);
  });

  test('nor is one that expires while it waits for its turn', async () => {
    const world = createWorld();
    world.cognito.settings.credentialsLifeMs = 600_000;
    const first = await signedIn(world);
    const second = world.startWorker();
    await world.clock.advance(HOUR - 5_000); // the credentials have expired, the tokens have not
    world.cognito.requests.length = 0;
    world.cognito.fate = () => networkFailure();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    world.cognito.gate = async (operation, _signal, stage) => {
      if (IDENTITIES.has(operation) && stage === 'request') await held;
    };
    const { sessionId } = world.store.current();
    const asked = [first, second].map(({ session }) => session.getAWSCredentials(sessionId).catch(() => {}));
    await world.clock.advance(6_000);
    const onTheWire = world.cognito.count('GetCredentialsForIdentity');
    letGo();
    await world.clock.advance(30_000);
    await Promise.all(asked);
    expect(onTheWire).toBe(1);
    expect(world.cognito.count('GetCredentialsForIdentity')).toBe(3); // the first one's, with its retries
  });

  test("a guest's identity becomes the user's, and a later guest gets a new one", async () => {
    const world = createWorld();
    const worker = world.startWorker();
    const guest = await worker.session.getIdentityId((await worker.session.fetchAuthSession({})).sessionId);
    await world.signIn(worker);
    const user = await worker.session.getIdentityId((await worker.session.fetchAuthSession({})).sessionId);
    expect(user).toBe(guest);
    await worker.session.signOut({});
    const later = await worker.session.getIdentityId((await worker.session.fetchAuthSession({})).sessionId);
    expect(later).not.toBe(guest);
  });

  test('forceRefresh keeps the identity, the guest included, and brings new values', async () => {
    const world = createWorld();
    const worker = world.startWorker();
    const { sessionId } = await worker.session.fetchAuthSession({});
    const before = await worker.session.getAWSCredentials(sessionId);
    const identityId = await worker.session.getIdentityId(sessionId);
    await worker.session.fetchAuthSession({ forceRefresh: true });
    expect((await worker.session.getAWSCredentials(sessionId)).accessKeyId).not.toBe(before.accessKeyId);
    expect(await worker.session.getIdentityId(sessionId)).toBe(identityId);
  });

  test('a token that the identity pool refuses federates nobody, and changes nothing', async () => {
    const world = createWorld();
    const worker = world.startWorker();
    const { sessionId } = await worker.session.fetchAuthSession({});
    const guest = await worker.session.getIdentityId(sessionId);
    await expect(
      worker.session.federateToIdentityPool({ provider: { custom: 'login.example.com' }, token: 'bad' }),
    ).rejects.toMatchObject({ kind: 'notAuthorized' });
    expect(await worker.session.getIdentityId(sessionId)).toBe(guest);
  });

  test('a guest who turns out to have an identity as the user of another provider goes on with that one', async () => {
    const world = createWorld();
    const worker = world.startWorker();
    const { identityId } = await worker.session.federateToIdentityPool({ provider: 'Google', token: 'good' });
    await worker.session.clearFederationToIdentityPool();
    await worker.session.getIdentityId((await worker.session.fetchAuthSession({})).sessionId); // a guest's
    const conflicts: string[] = ['GetCredentialsForIdentity'];
    world.cognito.fate = (operation) =>
      operation === conflicts[0] && conflicts.pop() ? serviceFailure('ResourceConflictException') : 'ok';
    await expect(worker.session.federateToIdentityPool({ provider: 'Google', token: 'good' })).resolves.toEqual({
      identityId,
    });
  });

  test('a guest of an identity pool that the app has left since federates to the present one', async () => {
    const world = createWorld();
    const worker = world.startWorker();
    const identity = { identityPoolId: 'former pool', identityId: 'unknown', kind: 'guest' } as const;
    await world.store.update((record) => ({ ...record, identity }));
    await worker.session.federateToIdentityPool({ provider: 'Google', token: 'good' });
    expect(world.cognito.requests).toEqual(['GetId', 'GetCredentialsForIdentity']);
  });

  test('a login of another provider that the pool has refused is shown to it again by nobody but a call', async () => {
    const world = createWorld();
    const worker = world.startWorker();
    await worker.session.federateToIdentityPool({ provider: 'Google', token: 'good' });
    const { sessionId } = world.store.current();
    await world.clock.advance(2 * HOUR);
    world.cognito.fate = () => serviceFailure('NotAuthorizedException', 'Invalid login token. Token expired');
    world.cognito.requests.length = 0;
    for (let minute = 0; minute < 60; minute++) {
      await worker.session.tend();
      await worker.session.settled();
      await world.clock.advance(60_000);
    }
    expect(world.cognito.requests).toEqual(['GetCredentialsForIdentity']);
    const time = { now: world.clock.now(), offsetMs: 0, certain: true };
    expect(wakeIn(world.store.current(), time, { expiryBufferMs: 0, policy: {} }, 0)).toBeUndefined();
    world.cognito.fate = () => 'ok';
    await expect(worker.session.getAWSCredentials(sessionId)).resolves.toBeTruthy();
  });

  test('a failure that passes costs a guest who federates no identity', async () => {
    const world = createWorld();
    const worker = world.startWorker();
    const guest = await worker.session.getIdentityId((await worker.session.fetchAuthSession({})).sessionId);
    world.cognito.fate = () => serviceFailure('TooManyRequestsException');
    const input = { provider: 'Google', token: 'good' } as const;
    await expect(worker.session.federateToIdentityPool(input)).rejects.toMatchObject({ code: 'tooManyRequests' });
    expect(world.cognito.count('GetId')).toBe(1); // the guest's
    world.cognito.fate = () => 'ok';
    await expect(worker.session.federateToIdentityPool(input)).resolves.toEqual({ identityId: guest });
  });

  test('a federation ends by being cleared; a sign-in does not', async () => {
    const world = createWorld();
    const worker = await signedIn(world);
    const input = { provider: 'Google', token: 'good' } as const;
    await expect(worker.session.federateToIdentityPool(input)).rejects.toMatchObject({ kind: 'invalidState' });
    await expect(worker.session.clearFederationToIdentityPool()).rejects.toMatchObject({ kind: 'invalidState' });
    await worker.session.signOut({});
    await worker.session.federateToIdentityPool(input);
    await expect(worker.session.signIn('tab', { username: 'ada', password: 'x' })).rejects.toMatchObject({
      kind: 'invalidState',
    });
    await worker.session.clearFederationToIdentityPool();
    expect((await worker.session.fetchAuthSession({})).isSignedIn).toBe(false);
  });

  test("a session object never answers with somebody else's values", async () => {
    const world = createWorld();
    const worker = world.startWorker();
    const guest = (await worker.session.fetchAuthSession({})).sessionId;
    await world.signIn(worker, 'ada');
    const ada = (await worker.session.fetchAuthSession({})).sessionId;
    await expect(worker.session.getIdentityId(guest)).rejects.toMatchObject({ kind: 'invalidState' });
    await worker.session.signOut({});
    await expect(worker.session.getCognitoTokens(ada)).rejects.toMatchObject({ kind: 'signedOut' });
    await expect(worker.session.getIdentityId(ada)).rejects.toMatchObject({ kind: 'signedOut' });
    await world.signIn(worker, 'grace');
    await expect(worker.session.getUserSub(ada)).rejects.toMatchObject({ kind: 'invalidState' });
  });
});

import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { plainSealer } from './testing/plain-sealer.js';
import { networkFailure, serviceFailure } from './testing/service-failure.js';
import type { TestWorker } from './testing/world.js';
import { createWorld, type World } from './testing/world.js';

const REFRESH = 'GetTokensFromRefreshToken';
const HOUR = 3_600_000;

async function signedInWorld(): Promise<{ world: World; worker: TestWorker; sessionId: string }> {
  const world = createWorld();
  const worker = world.startWorker();
  await world.signIn(worker);
  world.cognito.requests.length = 0;
  return { world, worker, sessionId: world.store.current().sessionId };
}

/** A gate that holds requests of one operation until it is opened. */
function hold(
  world: World,
  operation: string,
  at: 'request' | 'answer' = 'request',
): { reached: Promise<void>; open(): void } {
  let open = () => {};
  let reach = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  world.cognito.gate = async (requested, _signal, stage) => {
    if (requested !== operation || stage !== at) return;
    reach();
    await opened;
  };
  return { reached, open };
}

async function storedRefreshToken(world: World): Promise<string | undefined> {
  const tokens = world.store.current().signIn?.tokens;
  return tokens && (await plainSealer.unseal(tokens.sealed, 'tokens')).refreshToken;
}

describe('one renewal for everybody', () => {
  test('many calls with expired tokens share one refresh', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    await world.clock.advance(HOUR + 1);
    const answers = await Promise.all(Array.from({ length: 50 }, () => worker.session.getCognitoTokens(sessionId)));
    expect(world.cognito.count(REFRESH)).toBe(1);
    expect(new Set(answers.map(({ accessToken }) => accessToken)).size).toBe(1);
  });

  test('two versions of the worker side by side make one refresh', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    const newer = world.startWorker();
    await world.clock.advance(HOUR + 1);
    await Promise.all([worker.session.getCognitoTokens(sessionId), newer.session.getCognitoTokens(sessionId)]);
    expect(world.cognito.count(REFRESH)).toBe(1);
  });

  test('a value inside the buffer is served at once and renewed in the background', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    await world.clock.advance(HOUR - 60_000);
    const gate = hold(world, REFRESH);
    await worker.session.tend();
    await gate.reached;
    const before = await worker.session.getCognitoTokens(sessionId);
    gate.open();
    await worker.session.settled();
    const after = await worker.session.getCognitoTokens(sessionId);
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(world.cognito.count(REFRESH)).toBe(1);
  });

  test('a forced call joins a forced renewal in flight, and one that comes after it makes another', async () => {
    const { world, worker } = await signedInWorld();
    const gate = hold(world, REFRESH);
    const first = worker.session.fetchAuthSession({ forceRefresh: true });
    await gate.reached;
    const second = worker.session.fetchAuthSession({ forceRefresh: true });
    gate.open();
    await Promise.all([first, second]);
    expect(world.cognito.count(REFRESH)).toBe(1);
    await worker.session.fetchAuthSession({ forceRefresh: true });
    expect(world.cognito.count(REFRESH)).toBe(2);
  });

  test('a forced call follows a plain renewal in flight', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    await world.clock.advance(HOUR + 1);
    const gate = hold(world, REFRESH);
    const plain = worker.session.getCognitoTokens(sessionId);
    await gate.reached;
    const forced = worker.session.fetchAuthSession({ forceRefresh: true });
    gate.open();
    await Promise.all([plain, forced]);
    expect(world.cognito.count(REFRESH)).toBe(2);
  });

  test('stale credentials alone cost one request, with the known identity', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    world.cognito.settings.tokenLifeMs = 24 * HOUR;
    await worker.session.fetchAuthSession({ forceRefresh: true });
    world.cognito.requests.length = 0;
    await world.clock.advance(HOUR + 1);
    await worker.session.getAWSCredentials(sessionId);
    expect(world.cognito.requests).toEqual(['GetCredentialsForIdentity']);
  });

  test('tokens never wait for the identity pool', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    await world.clock.advance(HOUR + 1);
    const gate = hold(world, 'GetCredentialsForIdentity');
    const credentials = worker.session.getAWSCredentials(sessionId);
    await gate.reached;
    await worker.session.getCognitoTokens(sessionId);
    gate.open();
    await credentials;
  });

  test('a pool that does not know GetTokensFromRefreshToken is asked the old way, and that is remembered', async () => {
    const { world, worker } = await signedInWorld();
    world.cognito.settings.knowsGetTokens = false;
    await worker.session.fetchAuthSession({ forceRefresh: true });
    const later = world.startWorker();
    await later.session.fetchAuthSession({ forceRefresh: true });
    expect(world.cognito.requests.filter((operation) => !/Credentials|GetId/.test(operation))).toEqual([
      REFRESH,
      'REFRESH_TOKEN_AUTH',
      'REFRESH_TOKEN_AUTH',
    ]);
  });
});

describe('a lost answer', () => {
  test('is asked for again within the grace period, and the token stored in the end is the live one', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    world.cognito.settings.rotation = { gracePeriodMs: 60_000 };
    await world.clock.advance(HOUR + 1);
    let lost = 0;
    world.cognito.fate = (operation) => (operation === REFRESH && lost++ < 2 ? 'lose-answer' : 'ok');
    const tokens = worker.session.getCognitoTokens(sessionId);
    await world.clock.advance(10_000);
    await tokens;
    const stored = await storedRefreshToken(world);
    expect(stored && world.cognito.isLive(stored)).toBe(true);
  });

  test('is asked for again by the next worker, whatever wakes it, before the grace period is over', async () => {
    const { world, worker } = await signedInWorld();
    world.cognito.settings.rotation = { gracePeriodMs: 30_000 };
    world.cognito.fate = (operation) => (operation === REFRESH ? 'lose-answer' : 'ok');
    const forced = worker.session.fetchAuthSession({ forceRefresh: true });
    void forced;
    await world.clock.settle();
    worker.stop(); // with the answer on the wire
    world.cognito.fate = () => 'ok';

    await world.clock.advance(20_000);
    const next = world.startWorker();
    await next.session.tend(); // nothing is due
    await next.session.settled();

    await world.clock.advance(HOUR + 1);
    const tokens = await next.session.getCognitoTokens(world.store.current().sessionId);
    expect(tokens.accessToken).toBeTruthy();
    const stored = await storedRefreshToken(world);
    expect(stored && world.cognito.isLive(stored)).toBe(true);
  });

  test('is asked for again when every try within the renewal was in vain, though nothing is due', async () => {
    const { world, worker } = await signedInWorld();
    world.cognito.settings.rotation = { gracePeriodMs: 60_000 };
    world.cognito.fate = (operation) => (operation === REFRESH ? 'lose-answer' : 'ok');
    const forced = worker.session.fetchAuthSession({ forceRefresh: true });
    await world.clock.advance(5_000);
    await forced;
    world.cognito.fate = () => 'ok';
    await worker.session.tend();
    await worker.session.settled();
    const stored = await storedRefreshToken(world);
    expect(stored && world.cognito.isLive(stored)).toBe(true);
  });

  test('is not asked for again once the longest grace period has passed', async () => {
    const { world, worker } = await signedInWorld();
    world.cognito.gate = async (operation) => (operation === REFRESH ? await new Promise(() => {}) : undefined);
    void worker.session.fetchAuthSession({ forceRefresh: true });
    await world.clock.settle();
    worker.stop();
    world.cognito.gate = async () => {};
    await world.clock.advance(61_000);
    world.cognito.requests.length = 0;
    const next = world.startWorker();
    await next.session.tend();
    await next.session.settled();
    expect(world.cognito.count(REFRESH)).toBe(0);
  });

  test('a worker that has an attempt on the wire asks to be woken soon', async () => {
    const { world, worker } = await signedInWorld();
    const gate = hold(world, REFRESH);
    const forced = worker.session.fetchAuthSession({ forceRefresh: true });
    await gate.reached;
    expect(world.announced.at(-1)?.attempt).toBeDefined();
    gate.open();
    await forced;
    expect(world.announced.at(-1)?.attempt).toBeUndefined();
  });
});

describe('a machine that sleeps before it reads the answer to a refresh', () => {
  test('takes its old tokens for what they are, and renews them again', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    world.cognito.gate = async (operation, _signal, stage) => {
      if (operation === REFRESH && stage === 'answer') world.clock.setWall(2 * HOUR);
    };
    await worker.session.fetchAuthSession({ forceRefresh: true });
    const { accessToken } = await worker.session.getCognitoTokens(sessionId);
    expect((decodeJwt(accessToken).exp ?? 0) * 1000).toBeGreaterThan(world.clock.now());
    expect(world.cognito.count(REFRESH)).toBe(2);
  });
});

describe('a failure that ends nothing', () => {
  test.each([
    ['no network', networkFailure()],
    ['throttling', serviceFailure('TooManyRequestsException')],
    ['a failing service', serviceFailure('InternalErrorException')],
  ])('%s: valid values are served, expired ones are not, and it recovers by itself', async (_name, failure) => {
    const { world, worker, sessionId } = await signedInWorld();
    world.cognito.fate = () => failure;
    await world.clock.advance(HOUR - 60_000);
    await worker.session.tend();
    await world.clock.advance(10_000);
    await expect(worker.session.getCognitoTokens(sessionId)).resolves.toBeTruthy();

    await world.clock.advance(60_000);
    const refused = worker.session.getCognitoTokens(sessionId);
    refused.catch(() => {});
    await world.clock.advance(10_000);
    await expect(refused).rejects.toMatchObject({ message: failure.message, retryable: true });
    expect((await worker.session.fetchAuthSession({})).isSignedIn).toBe(true);

    world.cognito.fate = () => 'ok';
    await expect(worker.session.getCognitoTokens(sessionId)).resolves.toBeTruthy();
    expect(world.store.current().tokensFailure).toBeUndefined();
  });

  test('the background pauses after a failure instead of asking at every call', async () => {
    const { world, worker } = await signedInWorld();
    world.cognito.fate = () => networkFailure();
    await world.clock.advance(HOUR - 60_000);
    for (let call = 0; call < 100; call++) {
      await worker.session.tend();
      await world.clock.advance(100);
    }
    expect(world.cognito.count(REFRESH)).toBeLessThan(20); // 10 s: pauses of 0.75, 1.5, 3, 6 s between three requests each
    expect(world.cognito.count(REFRESH)).toBeGreaterThan(3);
  });

  test('a request that never comes back releases the lock', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    await world.clock.advance(HOUR + 1);
    world.cognito.gate = (operation, signal) =>
      new Promise((_resolve, reject) => {
        if (operation === REFRESH) signal.addEventListener('abort', () => reject(signal.reason));
      });
    const refused = worker.session.getCognitoTokens(sessionId);
    refused.catch(() => {});
    await world.clock.advance(21_000);
    await expect(refused).rejects.toMatchObject({ code: 'network', retryable: true });
    world.cognito.gate = async () => {};
    await expect(world.startWorker().session.getCognitoTokens(sessionId)).resolves.toBeTruthy();
  });
});

describe('the end of a session', () => {
  test.each([
    'NotAuthorizedException',
    'RefreshTokenReuseException',
    'UserNotFoundException',
    'PasswordResetRequiredException',
    'UserNotConfirmedException',
    'ResourceNotFoundException',
  ])('%s ends it, once, and nobody asks again', async (name) => {
    const { world, worker, sessionId } = await signedInWorld();
    await world.clock.advance(HOUR + 1);
    world.cognito.fate = (operation) => (operation === REFRESH ? serviceFailure(name) : 'ok');
    await expect(worker.session.getCognitoTokens(sessionId)).rejects.toMatchObject({ kind: 'sessionExpired' });
    await worker.session.fetchAuthSession({ forceRefresh: true });
    await expect(worker.session.getAWSCredentials(sessionId)).rejects.toMatchObject({ kind: 'sessionExpired' });
    await expect(worker.session.getUserSub(sessionId)).rejects.toMatchObject({ kind: 'sessionExpired' });
    expect(world.cognito.count(REFRESH)).toBe(1);
    expect((await worker.session.fetchAuthSession({})).isSignedIn).toBe(true);
    expect(world.announced.filter(({ signIn }) => signIn?.ended)).toHaveLength(1);
  });

  test('signing in again is allowed from there', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    world.cognito.revokeAll();
    await worker.session.fetchAuthSession({ forceRefresh: true });
    await world.signIn(worker, 'grace');
    await expect(worker.session.getUserSub(sessionId)).rejects.toMatchObject({ kind: 'invalidState' });
    await expect(worker.session.getCurrentUser()).resolves.toMatchObject({ username: 'grace' });
  });
});

describe('sign-out', () => {
  test('a refresh that ends after sign-out does not sign the user in again, and what it brought is revoked', async () => {
    const { world, worker, sessionId } = await signedInWorld();
    world.cognito.settings.rotation = { gracePeriodMs: 0 };
    await world.clock.advance(HOUR + 1);
    const gate = hold(world, REFRESH, 'answer');
    const tokens = worker.session.getCognitoTokens(sessionId);
    tokens.catch(() => {});
    await gate.reached;
    await worker.session.signOut({});
    gate.open();
    await expect(tokens).rejects.toMatchObject({ kind: 'signedOut' });
    expect(world.store.current().signIn).toBeUndefined();
    await worker.session.tend();
    await worker.session.settled();
    expect(world.store.current().revocations).toHaveLength(0);
    expect(world.cognito.count('RevokeToken')).toBe(2);
  });

  test('succeeds without the network, and the revocation is sent later', async () => {
    const { world, worker } = await signedInWorld();
    const held = await storedRefreshToken(world);
    world.cognito.fate = () => networkFailure();
    await expect(worker.session.signOut({})).resolves.toMatchObject({
      status: 'partial',
      revokeTokenError: { kind: 'service', code: 'network' },
    });
    expect(world.store.current().signIn).toBeUndefined();
    world.cognito.fate = () => 'ok';
    await world.clock.advance(60_000);
    const later = world.startWorker();
    await later.session.tend();
    await later.session.settled();
    expect(held && world.cognito.isLive(held)).toBe(false);
  });

  test('the loser of two simultaneous sign-ins is told so, and its refresh token is revoked', async () => {
    const world = createWorld();
    const worker = world.startWorker();
    const gate = hold(world, 'signIn');
    const both = Promise.allSettled([
      worker.session.signIn('tab-1', { username: 'ada', password: 'x' }),
      worker.session.signIn('tab-2', { username: 'grace', password: 'x' }),
    ]);
    await gate.reached;
    await world.clock.settle();
    gate.open();
    const outcomes = (await both).map(({ status }) => status).sort();
    await worker.session.settled();
    expect(outcomes).toEqual(['fulfilled', 'rejected']);
    expect(world.cognito.count('RevokeToken')).toBe(1);
    const stored = await storedRefreshToken(world);
    expect(stored && world.cognito.isLive(stored)).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { plannedEnd } from './lifetime-policy.js';
import type { FederatedLogin } from './record.js';
import type { Session } from './session.js';
import { networkFailure } from './testing/service-failure.js';
import { createWorld, type World } from './testing/world.js';

const MINUTE = 60_000;

describe('an idle time-out', () => {
  const policy = { idleTimeoutMs: 15 * MINUTE };

  test('ends the session of a user who is not there, and revokes its refresh token', async () => {
    const world = createWorld({ policy });
    const worker = world.startWorker();
    await world.signIn(worker);
    const { sessionId } = world.store.current();
    await world.clock.advance(15 * MINUTE);
    await expect(worker.session.getCognitoTokens(sessionId)).rejects.toMatchObject({ kind: 'sessionExpired' });
    expect(world.store.current().signIn?.ended?.message).toContain('Nobody has used');
    await worker.session.tend();
    await worker.session.settled();
    expect(world.cognito.count('RevokeToken')).toBe(1);
    expect(world.announced.filter(({ signIn }) => signIn?.ended)).not.toHaveLength(0);
  });

  test("is put off by the user's activity, and not by calls or renewals", async () => {
    const world = createWorld({ policy });
    const worker = world.startWorker();
    await world.signIn(worker);
    const { sessionId } = world.store.current();
    await world.clock.advance(10 * MINUTE);
    await worker.session.reportActivity();
    await world.clock.advance(10 * MINUTE);
    await expect(worker.session.getUserSub(sessionId)).resolves.toBeTruthy();
    await worker.session.fetchAuthSession({ forceRefresh: true });
    await world.clock.advance(5 * MINUTE);
    await expect(worker.session.getUserSub(sessionId)).rejects.toMatchObject({ kind: 'sessionExpired' });
  });

  test('activity that comes too late revives nothing', async () => {
    const world = createWorld({ policy });
    const worker = world.startWorker();
    await world.signIn(worker);
    await world.clock.advance(16 * MINUTE);
    await worker.session.reportActivity();
    expect(world.store.current().signIn?.ended).toBeDefined();
  });
});

test('an absolute lifetime ends the session whatever the user does', async () => {
  const world = createWorld({ policy: { absoluteLifetimeMs: 30 * MINUTE } });
  const worker = world.startWorker();
  await world.signIn(worker);
  const { sessionId } = world.store.current();
  await world.clock.advance(29 * MINUTE);
  await worker.session.reportActivity();
  await expect(worker.session.getUserSub(sessionId)).resolves.toBeTruthy();
  await world.clock.advance(MINUTE);
  await expect(worker.session.getUserSub(sessionId)).rejects.toMatchObject({ kind: 'sessionExpired' });
});

describe('a session that ends with the browser', () => {
  test('outlives its worker', async () => {
    const world = createWorld({ browser: { session: undefined } });
    const worker = world.startWorker();
    await world.signIn(worker);
    worker.stop();
    await expect(world.startWorker().session.getUserSub(world.store.current().sessionId)).resolves.toBeTruthy();
  });

  test('is gone when the browser starts again, and its refresh token is revoked', async () => {
    const browser: { session: string | undefined } = { session: undefined };
    const world = createWorld({ browser });
    const worker = world.startWorker();
    await world.signIn(worker);
    worker.stop();
    browser.session = undefined;
    const next = world.startWorker();
    expect((await next.session.fetchAuthSession({})).isSignedIn).toBe(false);
    await next.session.tend();
    await next.session.settled();
    expect(world.cognito.count('RevokeToken')).toBe(1);
  });
});

describe('a federation to the identity pool', () => {
  const federate = async (world: World) => {
    const worker = world.startWorker();
    await worker.session.federateToIdentityPool({ provider: 'Google', token: 'good' });
    return worker;
  };
  const isSignedIn = async (session: Session) => (await session.fetchAuthSession({})).isSignedIn;

  test('ends for an idle user, and not for one who is there', async () => {
    const world = createWorld({ policy: { idleTimeoutMs: 60_000 } });
    const { session } = await federate(world);
    await world.clock.advance(40_000);
    await session.reportActivity();
    await world.clock.advance(40_000);
    expect(await isSignedIn(session)).toBe(true);
    await world.clock.advance(20_000);
    expect(await isSignedIn(session)).toBe(false);
  });

  test('has the absolute lifetime that the application allows, and tells its end ahead', async () => {
    const world = createWorld({ policy: { absoluteLifetimeMs: 3_600_000 } });
    const { session } = await federate(world);
    const { federation } = world.store.current();
    expect(plannedEnd({ ...(federation && { federation }) }, { absoluteLifetimeMs: 3_600_000 })).toEqual({
      reason: 'absoluteLifetime',
      at: (federation?.since ?? 0) + 3_600_000,
    });
    await world.clock.advance(3_600_000);
    expect(await isSignedIn(session)).toBe(false);
    expect(world.store.current().identity).toBeUndefined();
  });

  test('ends with the browser where the application wants sessions to', async () => {
    const browser: { session: string | undefined } = { session: 'first' };
    const world = createWorld({ browser });
    const worker = await federate(world);
    expect(await isSignedIn(worker.session)).toBe(true);
    worker.stop();
    browser.session = undefined;
    expect(await isSignedIn(world.startWorker().session)).toBe(false);
  });

  test('of an earlier version, which noted no time, goes on', async () => {
    const browser: { session: string | undefined } = { session: 'first' };
    const world = createWorld({ browser, policy: { idleTimeoutMs: 60_000, absoluteLifetimeMs: 60_000 } });
    const worker = await federate(world);
    await world.store.update((record) => {
      const { provider, sealed } = record.federation as FederatedLogin;
      return { ...record, revision: record.revision + 1, federation: { provider, sealed } };
    });
    worker.stop();
    await world.clock.advance(60_000);
    expect(await isSignedIn(world.startWorker().session)).toBe(true);
  });
});

test('the refresh token of a sign-in that cannot be bound to the browser session is revoked', async () => {
  const browserSession = { current: async () => undefined, begin: () => Promise.reject(networkFailure()) };
  const world = createWorld({ ports: () => ({ browserSession }) });
  const { session } = world.startWorker();
  await expect(session.signIn('tab', { username: 'ada', password: 'secret' })).rejects.toBeTruthy();
  await session.settled();
  expect(world.cognito.count('RevokeToken')).toBe(1);
});

describe('the first read of a worker’s life, which is told to every window,', () => {
  /** What a worker announces that is started once time has passed, or the browser has ended. */
  async function announcedAfter(world: World, pass: () => Promise<void> | void) {
    const first = world.startWorker();
    await world.signIn(first);
    first.stop();
    await pass();
    world.announced.length = 0;
    const { session } = world.startWorker();
    await session.tend();
    await session.settled();
    return world.announced;
  }

  test('tells of no session that a policy has ended as if it went on', async () => {
    const world = createWorld({ policy: { idleTimeoutMs: 10 * MINUTE } });
    const announced = await announcedAfter(world, () => world.clock.advance(20 * MINUTE));
    expect(announced.length).toBeGreaterThan(0);
    expect(announced.filter(({ signIn }) => signIn?.tokens)).toEqual([]);
  });

  test('tells of none that has ended with its browser', async () => {
    const browser: { session: string | undefined } = { session: undefined };
    const announced = await announcedAfter(createWorld({ browser }), () => {
      browser.session = undefined;
    });
    expect(announced.length).toBeGreaterThan(0);
    expect(announced.filter(({ signIn }) => signIn)).toEqual([]);
  });
});

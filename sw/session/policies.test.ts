import { describe, expect, test } from 'vitest';
import { createWorld } from './testing/world.js';

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

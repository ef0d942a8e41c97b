import { describe, expect, test } from 'vitest';
import { isSupersededSession } from './errors.js';
import type { TestWorker } from './testing/world.js';
import { createWorld, type World } from './testing/world.js';

const HOUR = 3_600_000;

/** Holds the first request of one operation, or the answer to it, until it is opened. */
function holdFirst(world: World, operation: string, at: 'request' | 'answer' = 'request'): { open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let asked = 0;
  world.cognito.gate = async (requested, _signal, stage) => {
    if (requested === operation && stage === at && ++asked === 1) await opened;
  };
  return { open };
}

describe('a guest’s renewal that was under way at a sign-in', () => {
  /** A guest’s renewal is held, ada has signed in and asks for credentials of her own. */
  async function signedInMeanwhile() {
    const world = createWorld();
    const { session } = world.startWorker();
    const guest = await session.fetchAuthSession({});
    const gate = holdFirst(world, 'GetId');
    const guests = session.getAWSCredentials(guest.sessionId).catch((error) => error);
    await world.clock.settle();
    expect(world.cognito.requests).toEqual(['GetId']);
    await session.signIn('tab', { username: 'ada', password: 'secret' });
    const { sessionId } = await session.fetchAuthSession({});
    const users = session.getAWSCredentials(sessionId);
    await world.clock.settle();
    return { world, gate, guests, users };
  }

  test('does not answer the user, who gets credentials of their own', async () => {
    const { gate, guests, users } = await signedInMeanwhile();
    gate.open();
    await guests;
    await expect(users).resolves.toMatchObject({ sessionToken: 'ada' });
  });

  test('does not fail the user where it is refused', async () => {
    const { world, gate, guests, users } = await signedInMeanwhile();
    world.cognito.settings.allowGuests = false;
    gate.open();
    await expect(guests).resolves.toBeInstanceOf(Error);
    await expect(users).resolves.toMatchObject({ sessionToken: 'ada' });
  });
});

describe('a user’s forced renewal that was under way at a sign-out', () => {
  async function refreshing(operation: string) {
    const world = createWorld();
    const worker: TestWorker = world.startWorker();
    await world.signIn(worker);
    const gate = holdFirst(world, operation);
    const users = worker.session.fetchAuthSession({ forceRefresh: true });
    await world.clock.settle();
    await worker.session.signOut({});
    return { world, session: worker.session, gate, users };
  }

  test('does not answer the guest after it, who gets a guest’s credentials', async () => {
    const { world, session, gate, users } = await refreshing('GetCredentialsForIdentity');
    const { sessionId } = await session.fetchAuthSession({});
    const guests = session.getAWSCredentials(sessionId);
    await world.clock.settle();
    gate.open();
    await users;
    await expect(guests).resolves.toMatchObject({ sessionToken: 'guest' });
  });

  test('does not stand for the forced renewal of the next user, whose tokens are renewed', async () => {
    const { world, session, gate, users } = await refreshing('GetTokensFromRefreshToken');
    await session.signIn('tab', { username: 'grace', password: 'secret' });
    const next = session.fetchAuthSession({ forceRefresh: true });
    await world.clock.settle();
    gate.open();
    await Promise.all([users, next]);
    expect(world.store.current().signIn).toMatchObject({ user: { username: 'grace' }, renewals: 1 });
  });
});

test('credentials that come after the session has ended are not stored', async () => {
  const IDLE_MS = 10 * 60_000;
  const world = createWorld({ policy: { idleTimeoutMs: IDLE_MS } });
  const worker = world.startWorker();
  await world.signIn(worker);
  const gate = holdFirst(world, 'GetCredentialsForIdentity', 'answer');
  await world.clock.advance(IDLE_MS - 1_000);
  const renewal = worker.session.renew('credentials').catch((error) => error);
  await world.clock.settle();
  await world.clock.advance(2_000);
  await worker.session.fetchAuthSession({});
  expect(world.store.current().signIn?.ended).toBeTruthy();
  expect(world.store.current().identity).toBeUndefined();
  gate.open();
  await renewal;
  expect(world.store.current().identity).toBeUndefined();
});

test('a request that waits for the tokens of who has left, as somebody else signs in, is neither theirs nor nobody’s', async () => {
  const world = createWorld();
  const worker = world.startWorker();
  await world.signIn(worker, 'ada');
  await world.clock.advance(2 * HOUR); // past her tokens' life
  const gate = holdFirst(world, 'GetTokensFromRefreshToken');
  const token = worker.session.getBearerToken('accessToken').catch((error) => error);
  await world.clock.settle();
  await worker.session.signOut({});
  await world.signIn(worker, 'grace');
  gate.open();
  expect(isSupersededSession(await token)).toBe(true);
});

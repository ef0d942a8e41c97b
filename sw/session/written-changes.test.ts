import { describe, expect, test } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import { createWorld, type World } from './testing/world.js';

const APP = 'https://app.example/';
const TAB = { tabId: 'tab', clientId: 'tab-window', url: APP };
const ADA = { username: 'ada', password: 'secret' };
const HOUR_MS = 3_600_000;

/** As sw/vault tells it. */
const databaseFailure = () =>
  new AuthError({
    kind: 'unknown',
    message: "The browser's database for the session failed with TimeoutError.",
    recoverySuggestion: 'Try again.',
    retryable: true,
  });

describe('a sign-in that the database has written and reported as failed', () => {
  async function startSession() {
    const world = createWorld();
    const { update } = world.store;
    let hasFailed = false;
    world.store.update = async (change) => {
      const written = await update(change);
      if (written.after.signIn && !hasFailed) {
        hasFailed = true;
        throw databaseFailure();
      }
      return written;
    };
    const { session } = world.startWorker({ identityPool: true });
    return { world, session };
  }

  test('is done', async () => {
    const { world, session } = await startSession();
    await expect(session.signIn('tab', ADA)).resolves.toMatchObject({ isSignedIn: true });
    expect(world.store.current().signIn?.user.username).toBe('ada');
  });

  test('is told to the windows', async () => {
    const { world, session } = await startSession();
    await session.signIn('tab', ADA);
    await session.settled();
    expect(world.announced.at(-1)?.signIn?.user.username).toBe('ada');
  });

  test('is done by managed login, too: the page hears of no failure', async () => {
    const { world, session } = await startSession();
    const url = await session.signInWithRedirect(TAB, {});
    await session.answerRedirect(world.managedLogin.comeBack(url, 'ada'), TAB.clientId);
    expect(world.store.current().signIn?.user.username).toBe('ada');
    const { events } = await session.arrive(TAB, APP);
    expect(events.map(({ type }) => type)).toEqual(['signInWithRedirect', 'signedIn']);
  });
});

test('rotated tokens that the database does not take at once are not lost: they are stored before anything else is sent', async () => {
  const OUTAGE_MS = 90_000; // longer than the grace period
  const world = createWorld();
  world.cognito.settings.rotation = { gracePeriodMs: 60_000 };
  const { update } = world.store;
  let outageEnds = 0;
  world.store.update = async (change) => {
    if (world.clock.now() < outageEnds) throw databaseFailure();
    return await update(change);
  };
  const worker = world.startWorker({ identityPool: true });
  await world.signIn(worker);
  const { sessionId } = world.store.current();
  await world.clock.advance(HOUR_MS + 1);
  world.cognito.gate = async (operation) => {
    if (operation === 'GetTokensFromRefreshToken') outageEnds ||= world.clock.now() + OUTAGE_MS;
  };
  await expect(worker.session.getCognitoTokens(sessionId)).rejects.toMatchObject({ kind: 'unknown', retryable: true });
  for (let waited = 0; waited < OUTAGE_MS; waited += 10_000) {
    await world.clock.advance(10_000);
    await worker.session.getCognitoTokens(sessionId).catch(() => {});
  }
  await expect(worker.session.getCognitoTokens(sessionId)).resolves.toBeTruthy();
  expect(world.store.current().signIn?.ended).toBeUndefined();
});

describe('a change that is done again, because the connection was lost before its report, is told to the windows', () => {
  // Without an identity pool, so that nothing else is stored, and told, afterwards.
  const withUserPool = (world: World) => world.startWorker({ identityPool: true });
  const signIn = (world: World) => world.signIn(withUserPool(world));
  const refresh = (world: World) => withUserPool(world).session.fetchAuthSession({ forceRefresh: true });
  const federate = (world: World) =>
    world.startWorker().session.federateToIdentityPool({ provider: 'Google', token: 'good' });
  const clear = (world: World) => world.startWorker().session.clearFederationToIdentityPool();
  const nothing = async () => {};

  test.each<[string, (world: World) => Promise<unknown>, (world: World) => Promise<unknown>]>([
    ['a sign-in', nothing, signIn],
    ['a renewal', signIn, refresh],
    ['a federation', nothing, federate],
    ['the end of a federation', federate, clear],
  ])('%s', async (_what, before, change) => {
    const world = createWorld();
    await before(world);
    const { update } = world.store;
    world.announced.length = 0;
    world.store.update = async (again) => {
      await update(again); // as sw/vault/database.ts does where the connection is lost after the commit
      return await update(again);
    };
    await change(world);
    await world.clock.settle();
    expect(world.announced.at(-1)?.revision).toBe(world.store.current().revision);
  });
});

import { describe, expect, test } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import { type Change, federated, signedIn, signedOut } from './changes.js';
import type { RecordUpdate, Sealer } from './ports.js';
import { emptyRecord, type Sealed, type SessionRecord } from './record.js';
import { tokensRenewed } from './renewal-changes.js';
import { plainSealer } from './testing/plain-sealer.js';
import { createWorld } from './testing/world.js';

const HOUR_MS = 3_600_000;

/** As sw/vault tells it. */
const databaseFailure = () =>
  new AuthError({
    kind: 'unknown',
    message: "The browser's database for the session failed with AbortError.",
    recoverySuggestion: 'Try again.',
    retryable: true,
  });

test('a database that fails to give the key ends no session: the next call renews the tokens', async () => {
  let fails = false;
  const sealer: Sealer = {
    ...plainSealer,
    unseal: (sealed, purpose) => (fails ? Promise.reject(databaseFailure()) : plainSealer.unseal(sealed, purpose)),
  };
  const world = createWorld({ sealer });
  const worker = world.startWorker();
  await world.signIn(worker);
  const { sessionId } = world.store.current();
  await world.clock.advance(HOUR_MS + 1);
  fails = true;
  await expect(worker.session.getCognitoTokens(sessionId)).rejects.toMatchObject({ kind: 'unknown', retryable: true });
  expect(world.store.current().signIn?.ended).toBeUndefined();
  fails = false;
  await expect(worker.session.getCognitoTokens(sessionId)).resolves.toBeTruthy();
});

test('a key that is gone ends the session', async () => {
  const gone = new AuthError({ kind: 'sessionExpired', message: 'The key is gone.', recoverySuggestion: 'Sign in.' });
  let isGone = false;
  const world = createWorld({
    sealer: {
      ...plainSealer,
      unseal: (sealed, purpose) => (isGone ? Promise.reject(gone) : plainSealer.unseal(sealed, purpose)),
    },
  });
  const worker = world.startWorker();
  await world.signIn(worker);
  await world.clock.advance(HOUR_MS + 1);
  isGone = true;
  await worker.session.fetchAuthSession({ forceRefresh: true });
  expect(world.store.current().signIn?.ended).toMatchObject({ message: 'The key is gone.' });
});

test('a sign-out that the database does late, after it was given up and done again, ends no later session', async () => {
  const world = createWorld();
  const worker = world.startWorker();
  await world.signIn(worker);
  const { update } = world.store;
  let late: Change | undefined;
  world.store.update = async (change) => {
    late = change;
    throw databaseFailure();
  };
  await expect(world.startWorker().session.signOut({})).rejects.toMatchObject({ retryable: true });
  world.store.update = update;

  await worker.session.signOut({});
  await world.signIn(worker, 'grace');
  await world.store.update(late as Change);
  await expect(worker.session.getCurrentUser()).resolves.toMatchObject({ username: 'grace' });
});

describe('a sign-out whose database fails', () => {
  type Write = () => Promise<RecordUpdate>;

  /** Somebody is signed in; the writes of a worker that starts now end as `endings` have it, and the rest well. */
  async function signedInWith(...endings: ((write: Write) => Promise<RecordUpdate>)[]) {
    const world = createWorld();
    await world.signIn(world.startWorker());
    const { update } = world.store;
    world.store.update = (change) => (endings.shift() ?? ((write) => write()))(() => update(change));
    const { session } = world.startWorker();
    world.announced.length = 0;
    return { world, session };
  }
  const fails = () => Promise.reject(databaseFailure());
  const isMade: (write: Write) => Promise<RecordUpdate> = (write) => write();
  const isMadeAndReportedAsFailed = async (write: Write) => {
    await write();
    throw databaseFailure();
  };

  test('after it has written is done: it does not reject, and every window hears of it', async () => {
    const { world, session } = await signedInWith(isMadeAndReportedAsFailed);
    await expect(session.signOut({})).resolves.toEqual({ status: 'complete' });
    await session.settled();
    expect(world.store.current().revocations).toEqual([]);
    const [told] = world.announced.filter(({ generation }) => generation === 2);
    expect(told).toMatchObject({ revocations: [expect.anything()] });
    expect(told?.signIn).toBeUndefined();
  });

  test('before it has written rejects, and somebody is still signed in', async () => {
    const { session } = await signedInWith(fails);
    await expect(session.signOut({})).rejects.toMatchObject({ retryable: true });
    await expect(session.getCurrentUser()).resolves.toMatchObject({ username: 'ada' });
  });

  test('twice after it was written is done, and the revocation is sent once more', async () => {
    const { world, session } = await signedInWith(isMade, fails, fails);
    await expect(session.signOut({})).resolves.toMatchObject({
      status: 'partial',
      revokeTokenError: { kind: 'unknown', retryable: true },
    });
    expect(world.store.current()).toMatchObject({ revocations: [{ failures: 0 }] });
    await session.tend();
    await session.settled();
    expect(world.store.current().revocations).toEqual([]);
  });
});

test('a sign-out also ends the sign-in that comes between its reading and its writing', async () => {
  const world = createWorld();
  const worker = world.startWorker();
  const { update } = world.store;
  let writes = 0;
  world.store.update = async (change) => {
    if (++writes === 1) await world.signIn(worker);
    return await update(change);
  };
  await world.startWorker().session.signOut({});
  expect(writes).toBeGreaterThan(1);
  expect(world.store.current().signIn).toBeUndefined();
});

describe('a change that is applied once more, because nobody knows that it was committed, changes nothing more', () => {
  const empty = emptyRecord('store', 'session-0');
  const sealed = <T>(iv: number): Sealed<T> => ({ iv: new Uint8Array([iv]), ciphertext: new ArrayBuffer(0) });

  const signIn = signedIn({
    generation: 0,
    newSessionId: 'session-1',
    user: { username: 'ada', userId: 'sub' },
    tokens: { sealed: sealed(1) },
    now: 0,
    revocationId: 'revocation',
  });
  const renewal = tokensRenewed({
    generation: 1,
    tokensVersion: 1,
    tokens: { sealed: sealed(2) },
    rotated: true,
    revocationId: 'revocation',
  });
  const federation = federated({
    generation: 0,
    newSessionId: 'session-1',
    federation: { provider: 'accounts.google.com', sealed: sealed(3) },
    identity: { identityPoolId: 'pool', identityId: 'identity', kind: 'user' },
  });
  const signOut = signedOut({ generation: 1, newSessionId: 'session-2', revocationId: 'revocation' });

  test.each<[string, SessionRecord, Change]>([
    ['a sign-in', empty, signIn],
    ['a sign-in that lost', { ...empty, generation: 7 }, signIn],
    ['a renewal', signIn(empty), renewal],
    ['a renewal that came too late', { ...empty, generation: 7 }, renewal],
    ['a federation', empty, federation],
    ['a sign-out', signIn(empty), signOut],
  ])('%s', (_what, before, change) => {
    const once = change(before);
    expect(once).not.toEqual(before);
    expect(change(structuredClone(once))).toEqual(once);
  });
});

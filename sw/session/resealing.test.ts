import { describe, expect, test } from 'vitest';
import { keyLostError } from './errors.js';
import type { Sealer } from './ports.js';
import type { Sealed, SessionRecord } from './record.js';
import { resealed } from './seal-changes.js';
import { sealedValuesOf, sealName } from './sealed-values.js';
import { plainSealer } from './testing/plain-sealer.js';
import { createWorld } from './testing/world.js';

/** A sealer whose key can be exchanged, as by a new worker; it has the keys that are not lost. */
function createKeyedSealer() {
  let serial = 0;
  const state = { keyId: 'first', lost: new Set<string>() };
  const hasKey = ({ keyId }: Sealed<unknown>) => !state.lost.has(keyId ?? '');
  const sealer: Sealer = {
    async seal(value, purpose) {
      const sealed = await plainSealer.seal(value, purpose);
      return { ...sealed, iv: Uint8Array.of(++serial), keyId: state.keyId };
    },
    async unseal(sealed, purpose) {
      if (!hasKey(sealed)) throw keyLostError();
      return await plainSealer.unseal(sealed, purpose);
    },
    isCurrent: ({ keyId }) => keyId === state.keyId,
    isLost: async (sealed) => !hasKey(sealed),
  };
  return { state, sealer };
}

const keysIn = (record: SessionRecord) => [...new Set(sealedValuesOf(record).map(({ sealed }) => sealed.keyId))];

async function signedInWorld() {
  const { state, sealer } = createKeyedSealer();
  const world = createWorld({ sealer });
  const worker = world.startWorker();
  await world.signIn(worker);
  return { state, world, worker };
}

describe('when the key that seals is another one', () => {
  test('everything is sealed anew at the next event, and the session goes on without a renewal', async () => {
    const { state, world, worker } = await signedInWorld();
    const before = await worker.session.fetchAuthSession({});
    worker.stop();
    state.keyId = 'second';
    const next = world.startWorker();
    await next.session.tend();
    await next.session.settled();
    expect(keysIn(world.store.current())).toEqual(['second']);
    state.lost.add('first');
    const tokens = await next.session.getCognitoTokens(before.sessionId);
    expect(tokens.accessToken).toBeTruthy();
    expect(world.store.current().signIn).toMatchObject({ renewals: 0, tokens: { version: 1 } });
  });

  test('an event after that writes nothing more', async () => {
    const { state, world, worker } = await signedInWorld();
    state.keyId = 'second';
    for (let n = 0; n < 3; n++) {
      await worker.session.tend();
      await worker.session.settled();
    }
    const { revision } = world.store.current();
    await worker.session.tend();
    await worker.session.settled();
    expect(world.store.current().revision).toBe(revision);
  });

  test('a value that was replaced meanwhile stays what it has become', async () => {
    const { world } = await signedInWorld();
    const record = world.store.current();
    const [value] = sealedValuesOf(record);
    if (!value) throw new Error('somebody is signed in');
    const { sealed } = value;
    const replacement = { ...sealed, keyId: 'second' };
    expect(resealed(new Map([['first 99', replacement]]))(record)).toBe(record);
    const after = resealed(new Map([[sealName(sealed), replacement]]))(record);
    expect(after.signIn?.tokens?.sealed).toBe(replacement);
    expect(after.identity).toEqual(record.identity);
  });
});

describe('when the key of what is stored is gone', () => {
  test('the sign-in has ended for whoever reads next, without a request, and a new one works', async () => {
    const { state, world, worker } = await signedInWorld();
    const { sessionId } = await worker.session.fetchAuthSession({});
    state.lost.add('first');
    state.keyId = 'second';
    const requests = world.cognito.requests.length;
    await expect(worker.session.getCognitoTokens(sessionId)).rejects.toMatchObject({
      kind: 'sessionExpired',
      message: expect.stringContaining('key'),
    });
    await worker.session.settled();
    expect(world.announced.at(-1)?.signIn).toMatchObject({ ended: { kind: 'sessionExpired' } });
    expect(world.store.current().signIn?.tokens).toBeUndefined();
    expect(world.cognito.requests.length).toBe(requests);
    await world.signIn(worker);
    const again = await worker.session.fetchAuthSession({});
    await expect(worker.session.getCognitoTokens(again.sessionId)).resolves.toBeTruthy();
  });

  test('a guest keeps the identity and gets credentials anew', async () => {
    const { state, sealer } = createKeyedSealer();
    const world = createWorld({ sealer });
    const { session } = world.startWorker();
    const { sessionId } = await session.fetchAuthSession({});
    const identityId = await session.getIdentityId(sessionId);
    state.lost.add('first');
    state.keyId = 'second';
    await expect(session.getAWSCredentials(sessionId)).resolves.toBeTruthy();
    await expect(session.getIdentityId(sessionId)).resolves.toBe(identityId);
    expect(keysIn(world.store.current())).toEqual(['second']);
  });

  test('a federation is over, a sign-in in progress is forgotten, and a revocation that nobody can send is dropped', async () => {
    const { state, sealer } = createKeyedSealer();
    const world = createWorld({ sealer });
    const { session } = world.startWorker();
    const federation = { provider: 'accounts.google.com', sealed: await sealer.seal('login', 'federation') };
    const pending = { sealed: await sealer.seal('x' as never, 'challenge'), expiresAt: Number.POSITIVE_INFINITY };
    const revocation = { id: 'r', sealed: await sealer.seal('x' as never, 'tokens'), failures: 0, retryAt: 0 };
    await world.store.update((record) => ({
      ...record,
      federation,
      challenges: { tab: pending },
      revocations: [revocation],
    }));
    state.lost.add('first');
    state.keyId = 'second';
    expect(await session.fetchAuthSession({})).toMatchObject({ isSignedIn: false });
    const left = world.store.current();
    expect([left.federation, left.challenges, left.revocations]).toEqual([undefined, {}, []]);
  });
});

test('a key that only fails to be read at the moment ends nothing', async () => {
  const { state, sealer } = createKeyedSealer();
  let fails = false;
  const world = createWorld({
    sealer: {
      ...sealer,
      unseal: (sealed, purpose) => (fails ? Promise.reject(new Error('no database')) : sealer.unseal(sealed, purpose)),
    },
  });
  const worker = world.startWorker();
  await world.signIn(worker);
  fails = true;
  await worker.session.fetchAuthSession({ forceRefresh: true });
  expect(world.store.current().signIn?.ended).toBeUndefined();
  fails = false;
  await worker.session.fetchAuthSession({ forceRefresh: true });
  expect(world.store.current().signIn?.renewals).toBe(1);
  expect(state.keyId).toBe('first');
});

import { expect, test } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import type { Sealer } from './ports.js';
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
    seal: plainSealer.seal,
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
      seal: plainSealer.seal,
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

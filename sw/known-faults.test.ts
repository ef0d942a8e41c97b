import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { AuthError } from '../shared/auth-error.js';
import type { ScriptKey } from '../shared/script-keys.js';
import { createSucceed } from './gateway/renewal.js';
import { createWorld } from './session/testing/world.js';
import { openStorage, type StorageOptions } from './vault/open-storage.js';

/**
 * Faults that are known and not mended yet (README, "Seen to fail"). Each test says how it should be, and is expected to fail: once its
 * fault is mended it does not, and belongs beside the code, without `fails`.
 */

const TAB = { tabId: 'tab', clientId: 'tab-window', url: 'https://app.example/' };

const databaseFailure = () =>
  new AuthError({
    kind: 'unknown',
    message: 'The database failed.',
    recoverySuggestion: 'Try again.',
    retryable: true,
  });

const scriptKey = (letter: string): ScriptKey => ({ id: letter, key: letter.repeat(43) });
const start = (options: Partial<StorageOptions> & Pick<StorageOptions, 'name'>) =>
  openStorage({ key: 'client', storage: 'persistent', sealing: 'script-required', scriptKeys: [], ...options });

test.fails('a sign-in with managed login whose answer meets a database that fails for a moment does not vanish without a word', async () => {
  const world = createWorld();
  const { session } = world.startWorker({ identityPool: true });
  const url = await session.signInWithRedirect(TAB, {});
  const answer = world.managedLogin.comeBack(url, 'ada');
  world.store.failWith(databaseFailure());
  const landed = await session.answerRedirect(answer, TAB.clientId);
  world.store.failWith(undefined);
  const { events } = await session.arrive(TAB, landed); // the page loads where the browser was sent
  expect(events).not.toEqual([]);
});

test.fails('another app on the origin does not take charge of this app’s keys: a key that is gone is known to be', async () => {
  const name = 'two-apps';
  const sealed = await start({ name, scriptKeys: [scriptKey('a')] }).sealer.seal('a sign-in', 'tokens');
  const next = start({ name, scriptKeys: [scriptKey('b')] });
  await next.takeCharge();
  await expect(next.sealer.isLost(sealed)).resolves.toBe(true);
  await start({ name, key: 'client of another app', scriptKeys: [scriptKey('c')] }).takeCharge();
  await expect(next.sealer.isLost(sealed)).resolves.toBe(true);
});

test.fails('that an API had the tokens of one session renewed keeps nobody else’s from being renewed', async () => {
  let session = 'ada';
  let version = 1;
  const renewals: string[] = [];
  const authorize = async () => ({
    id: `${session}-${version}`,
    sessionId: session,
    attachTo: async (request: Request) => request,
  });
  const renew = async () => {
    renewals.push(session);
    version++;
  };
  const succeed = createSucceed({ renew }, authorize, () => 0);
  const rule = { url: 'https://api.example.com/', bearer: 'accessToken' } as const;
  await succeed(rule, await authorize());
  session = 'grace';
  version = 1;
  await expect(succeed(rule, await authorize())).resolves.toMatchObject({ id: 'grace-2' });
  expect(renewals).toEqual(['ada', 'grace']);
});

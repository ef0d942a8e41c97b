import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { signedIn } from '../session/changes.js';
import { connectVault } from './database.js';
import { openStorage } from './open-storage.js';

/** Longer than the worker waits for the database, in ms. */
const TOO_LATE_MS = 9_000;

let names = 0;
const newName = () => `memory-${names++}`;

const start = (name: string, storage: 'memory' | 'persistent') =>
  openStorage({ name, key: 'client', storage, sealing: 'database', scriptKeys: [] });

afterEach(() => vi.useRealTimers());

test('a browser that never says which databases there are holds up no session in memory', async () => {
  vi.spyOn(indexedDB, 'databases').mockReturnValue(new Promise(() => {}));
  vi.useFakeTimers();
  const reading = start(newName(), 'memory').store.read();
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await reading).signIn).toBeUndefined();
});

test('a stored session that the database gives too late is still there for the next worker', async () => {
  const name = newName();
  const stored = start(name, 'persistent');
  const { generation } = await stored.store.read();
  const tokens = { idToken: 'i', accessToken: 'a', refreshToken: 'r' };
  await stored.store.update(
    signedIn({
      generation,
      newSessionId: 'session-1',
      user: { username: 'ada', userId: 'sub' },
      tokens: { sealed: await stored.sealer.seal(tokens, 'tokens') },
      now: 0,
      revocationId: 'revocation',
    }),
  );
  let isReleased = false;
  const longWork = connectVault(name).use(async (database) => {
    const transaction = database.transaction('vault', 'readwrite');
    while (!isReleased) await transaction.store.get('x');
    await transaction.done;
  });
  const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await vi.waitUntil(() => transactions.mock.calls.length === 1);

  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const reading = start(name, 'memory').store.read();
  while (transactions.mock.calls.length < 2) await new Promise((resolve) => setTimeout(resolve)); // its own waits for that one's end
  await vi.advanceTimersByTimeAsync(TOO_LATE_MS);
  expect((await reading).signIn).toBeUndefined();
  vi.useRealTimers();
  isReleased = true;
  await longWork;
  expect((await start(name, 'persistent').store.read()).signIn).toMatchObject({ user: { username: 'ada' } });
});

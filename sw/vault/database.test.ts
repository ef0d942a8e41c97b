import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { connectVault, type VaultDatabase } from './database.js';

let names = 0;
const connect = () => connectVault(`database-${names++}`);

const read = (database: VaultDatabase) => database.get('vault', 'client');

afterEach(() => {
  vi.useRealTimers();
});

test('a database that does not answer is given up after eight seconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let failed: unknown;
  const given = connect()
    .use(() => new Promise(() => {}))
    .catch((thrown) => {
      failed = thrown;
    });
  await vi.advanceTimersByTimeAsync(7_999);
  expect(failed).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  await given;
  expect(failed).toMatchObject({ message: expect.stringContaining('TimeoutError'), retryable: true });
});

test('a worker that was kept from reading the answer for longer does not take that for silence', async () => {
  const vault = connect();
  await vault.use(read);
  const reading = vault.use(read);
  stand(8_200);
  await expect(reading).resolves.toBeUndefined();
}, 20_000);

/** Nothing happens in this thread for so long, in ms. */
function stand(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

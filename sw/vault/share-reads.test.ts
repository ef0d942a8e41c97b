import { expect, test } from 'vitest';
import { shareReads } from './share-reads.js';

/** A store whose reads end when the test says so. */
function createStore() {
  let value = 1;
  const running: (() => void)[] = [];
  const read = shareReads(() => {
    const seen = value;
    return new Promise<number>((resolve, reject) => {
      running.push(() => (seen < 0 ? reject(new Error('unreadable')) : resolve(seen)));
    });
  });
  function write(written: number): void {
    value = written;
  }
  return { read, running, write };
}

test('whoever asks in one go shares a read', async () => {
  const { read, running } = createStore();
  const [call, chores] = [read(), read()];
  await expect.poll(() => running.length).toBe(1);
  running[0]?.();
  expect(await Promise.all([call, chores])).toEqual([1, 1]);
  expect(running).toHaveLength(1);
});

test('ten thousand reads during one take one more of the store, and see what was written before they were asked for', async () => {
  const { read, running, write } = createStore();
  const first = read();
  await expect.poll(() => running.length).toBe(1);
  write(2);
  const later = Array.from({ length: 9_999 }, read);
  running[0]?.();
  expect(await first).toBe(1);
  await expect.poll(() => running.length).toBe(2);
  running[1]?.();
  expect(new Set(await Promise.all(later))).toEqual(new Set([2]));
  expect(running).toHaveLength(2);
});

test('a read that fails fails for those who shared it, and the next is made all the same', async () => {
  const { read, running, write } = createStore();
  write(-1);
  const failing = expect(read()).rejects.toThrow('unreadable');
  await expect.poll(() => running.length).toBe(1);
  const next = read();
  write(3);
  running[0]?.();
  await failing;
  await expect.poll(() => running.length).toBe(2);
  running[1]?.();
  expect(await next).toBe(3);
});

import { expect, test } from 'vitest';
import { createLease, createSoleLease } from './lease.js';
import type { Lease } from './ports.js';
import { createLockSpace } from './testing/memory-lock.js';
import { createVirtualClock } from './testing/virtual-clock.js';

function createWorkers() {
  const clock = createVirtualClock();
  const locks = createLockSpace();
  const startWorker = () => {
    const { leaseLock, release } = locks.forWorker();
    return { lease: createLease(leaseLock, clock.delay), leaseLock, stop: release };
  };
  return { clock, startWorker };
}

/** Asks for a hold, which is there once it was granted. */
async function take(lease: Lease, settle: () => Promise<void>) {
  lease.hold();
  await settle();
  return lease.hold();
}

test('a hold is there some time after it was first asked for, and stays the same', async () => {
  const { clock, startWorker } = createWorkers();
  const { lease } = startWorker();
  expect(lease.hold()).toBeUndefined();
  await clock.settle();
  const hold = lease.hold();
  expect(hold?.lasts).toBe(true);
  expect(lease.hold()).toBe(hold);
});

test('whoever can wait for a hold gets it, and none while somebody writes', async () => {
  const { startWorker } = createWorkers();
  const [reader, writer] = [startWorker(), startWorker()];
  const hold = await reader.lease.sought();
  expect(hold?.lasts).toBe(true);
  expect(await reader.lease.sought()).toBe(hold);
  await writer.lease.alone(async () => expect(await reader.lease.sought()).toBeUndefined());
  expect((await reader.lease.sought())?.lasts).toBe(true);
});

test('a write ends the holds of all workers before it begins, and none begins before it is over', async () => {
  const { clock, startWorker } = createWorkers();
  const [writer, reader] = [startWorker(), startWorker()];
  const own = await take(writer.lease, clock.settle);
  const others = await take(reader.lease, clock.settle);
  expect([own?.lasts, others?.lasts]).toEqual([true, true]);

  let end = () => {};
  const written = writer.lease.alone(async () => {
    expect([own?.lasts, others?.lasts]).toEqual([false, false]);
    await new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  await clock.settle();
  expect(await take(reader.lease, clock.settle)).toBeUndefined();
  expect(await take(writer.lease, clock.settle)).toBeUndefined();
  end();
  await written;
  expect((await take(reader.lease, clock.settle))?.lasts).toBe(true);
});

test('a write that fails lets the others read on', async () => {
  const { clock, startWorker } = createWorkers();
  const [writer, reader] = [startWorker(), startWorker()];
  const failing = writer.lease.alone(async () => {
    throw new Error('the database failed');
  });
  await expect(failing).rejects.toThrow('the database failed');
  expect((await take(reader.lease, clock.settle))?.lasts).toBe(true);
});

test('a write waits for a second for somebody who does not let go, and no longer', async () => {
  const { clock, startWorker } = createWorkers();
  await startWorker().leaseLock.share(() => {}); // hears of the write, and does nothing
  let done = false;
  const written = startWorker().lease.alone(async () => {
    done = true;
  });
  await clock.advance(999);
  expect(done).toBe(false);
  await clock.advance(1);
  await written;
  expect(done).toBe(true);
});

test('a worker that dies holds nobody up', async () => {
  const { clock, startWorker } = createWorkers();
  const [reader, writer] = [startWorker(), startWorker()];
  await take(reader.lease, clock.settle);
  reader.stop();
  await expect(writer.lease.alone(async () => 'done')).resolves.toBe('done');
});

test('a hold that is granted while a write of the same worker waits begins no reading', async () => {
  const { clock, startWorker } = createWorkers();
  const { lease } = startWorker();
  lease.hold();
  let during: unknown = 'not looked';
  await lease.alone(async () => {
    during = lease.hold();
  });
  expect(during).toBeUndefined();
  expect((await take(lease, clock.settle))?.lasts).toBe(true);
});

test('a record that no other worker can write is held for good, but for writes and what ends it on purpose', async () => {
  const { clock } = createWorkers();
  const lease = createSoleLease();
  const hold = await take(lease, clock.settle);
  expect(hold?.lasts).toBe(true);
  lease.letGo();
  expect(hold?.lasts).toBe(false);
  const next = await take(lease, clock.settle);
  await lease.alone(async () => expect(next?.lasts).toBe(false));
});

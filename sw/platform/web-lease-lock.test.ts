import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLease } from '../session/lease.js';
import type { Lease } from '../session/ports.js';
import { delay } from './delay.js';
import { createWebLeaseLock } from './web-lease-lock.js';

interface Held {
  readonly mode: LockMode;
  readonly lose: (reason: DOMException) => void;
}

type Use = (lock: object | null) => Promise<void> | undefined;

/** The platform's locks as far as they are used here: Node has none. What has to wait is not granted at all. */
function createLocks() {
  const held = new Set<Held>();
  return {
    async request(_name: string, { mode = 'exclusive', ifAvailable, steal }: LockOptions, use: Use): Promise<void> {
      if (steal) {
        for (const { lose } of held) lose(new DOMException('stolen', 'AbortError'));
        held.clear();
      }
      const isFree = held.size === 0 || (mode === 'shared' && [...held].every((other) => other.mode === 'shared'));
      if (!isFree) return ifAvailable ? await use(null) : await new Promise(() => {});
      const lost = new Promise<void>((_, lose) => held.add({ mode, lose }));
      const [own] = [...held].slice(-1) as [Held];
      try {
        await Promise.race([use({}), lost]);
      } finally {
        held.delete(own);
      }
    },
  };
}

/** For a machine that is busy with other things. */
const PATIENCE = { timeout: 10_000 };

let locks: ReturnType<typeof createLocks>;

beforeEach(() => {
  locks = createLocks();
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => vi.unstubAllGlobals());

const startWorker = () => createLease(createWebLeaseLock('record'), delay);

async function hold(lease: Lease) {
  await vi.waitUntil(() => lease.hold(), PATIENCE);
  return lease.hold();
}

test('whoever began to read during a write whose lock script had stolen reads no longer once the write is over', async () => {
  const [reader, writer] = [startWorker(), startWorker()];
  let held: Awaited<ReturnType<typeof hold>>;
  await writer.alone(async () => {
    await locks.request('record', { steal: true }, async () => {});
    held = await hold(reader);
    expect(held?.lasts).toBe(true);
  });
  await vi.waitFor(() => expect(held?.lasts).toBe(false), PATIENCE);
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { createSessionProxy } from '../../client/session-proxy.js';
import type { WorkerLink } from '../../client/worker-link.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Comlink hears of proxies that are gone in tasks of their own. */
async function collectAndTell(): Promise<void> {
  collectGarbage();
  await new Promise((resolve) => setImmediate(resolve));
}

test('comlink #692: a call is answered, though nothing holds any more what it was made by', async () => {
  const ports: MessagePort[] = [];
  const link: WorkerLink = { inCharge: () => undefined, post: async (_envelope, port) => void ports.push(port) };
  const begin = () => {
    const worker = createSessionProxy(link, 'tab', () => {});
    return { call: worker.synchronize(), worker: new WeakRef(worker) };
  };
  const { call, worker } = begin();
  await vi.waitFor(
    async () => {
      await collectAndTell();
      expect(worker.deref() === undefined).toBe(true); // a proxy cannot be shown in a message
    },
    { timeout: 10_000 },
  );
  for (let n = 0; n < 10; n++) await collectAndTell();

  const result = { ok: true, value: null };
  for (const port of ports) port.postMessage({ type: 'answer', message: { type: 'RAW', value: result } });
  await expect(call).resolves.toEqual(result);
});

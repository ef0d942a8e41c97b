import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ReadReply } from '../shared/protocol.js';
import { createReadPort } from './read-port.js';

/** A worker that a test plays by hand, at the other end of a port that it was handed. */
function createWorker() {
  let inCharge = {} as ServiceWorker;
  const port = createReadPort({ inCharge: () => inCharge });
  const asked: { readonly id: string }[] = [];
  let end: MessagePort | undefined;

  async function open(): Promise<void> {
    end = port.offer();
    if (end) end.onmessage = ({ data }) => asked.push(data);
    await reply({ type: 'ready' });
  }
  async function reply(message: ReadReply): Promise<void> {
    end?.postMessage(message);
    await delivered();
  }
  const replace = () => {
    inCharge = {} as ServiceWorker;
  };
  const close = () => end?.close();
  return { port, asked, open, reply, replace, close };
}

/** Resolves once every message sent before has been received. */
async function delivered(): Promise<void> {
  for (let n = 0; n < 3; n++) {
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }
}

let worker: ReturnType<typeof createWorker>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('document', { hidden: false });
  worker = createWorker();
});
afterEach(() => {
  worker.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('nothing is asked before the worker has said that it reads', async () => {
  worker.port.offer();
  await expect(worker.port.ask({ id: 'a' })).resolves.toBeUndefined();
});

test('questions get their answers, in whatever order these come', async () => {
  await worker.open();
  const [a, b] = [worker.port.ask({ id: 'a' }), worker.port.ask({ id: 'b' })];
  await worker.reply({ type: 'answer', id: 'b', message: 2 });
  await worker.reply({ type: 'notInMemory', id: 'a' });
  await expect(a).resolves.toBeUndefined();
  await expect(b).resolves.toMatchObject({ message: 2 });
});

test('a port that is silent for 12 ms is given up, and another is offered', async () => {
  await worker.open();
  const question = worker.port.ask({ id: 'a' });
  expect(worker.port.offer()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(24);
  await expect(question).resolves.toBeUndefined();
  await worker.open();
  expect(worker.port.offer()).toBeUndefined();
});

test('a port that answers others is not silent', async () => {
  await worker.open();
  const first = worker.port.ask({ id: 'first' });
  for (let n = 0; n < 10; n++) {
    void worker.port.ask({ id: `${n}` });
    await vi.advanceTimersByTimeAsync(8);
    await worker.reply({ type: 'answer', id: `${n}`, message: n });
  }
  await worker.reply({ type: 'answer', id: 'first', message: 'late' });
  await expect(first).resolves.toMatchObject({ message: 'late' });
});

test('a port with a thousand questions is given time for them, and is given up if it is silent all the same', async () => {
  await worker.open();
  const answered = Array.from({ length: 1_000 }, (_, n) => worker.port.ask({ id: `${n}` }));
  await vi.advanceTimersByTimeAsync(100);
  for (let n = 0; n < 1_000; n++) void worker.reply({ type: 'answer', id: `${n}`, message: n });
  await delivered();
  expect(await Promise.all(answered)).toMatchObject(Array.from({ length: 1_000 }, (_, message) => ({ message })));

  const inVain = Array.from({ length: 1_000 }, (_, n) => worker.port.ask({ id: `${n}` }));
  await vi.advanceTimersByTimeAsync(200);
  expect(await Promise.all(inVain)).toEqual(inVain.map(() => undefined));
});

test('a read after twenty seconds without a call is a call, and so is one of a hidden page', async () => {
  await worker.open();
  await vi.advanceTimersByTimeAsync(20_001);
  await expect(worker.port.ask({ id: 'a' })).resolves.toBeUndefined();
  expect(worker.port.offer()).toBeUndefined(); // called: the port is still good
  vi.stubGlobal('document', { hidden: true });
  await expect(worker.port.ask({ id: 'b' })).resolves.toBeUndefined();
  await delivered();
  expect(worker.asked).toEqual([]);
});

test('the port of a worker that another one has replaced is not asked', async () => {
  await worker.open();
  worker.replace();
  await expect(worker.port.ask({ id: 'a' })).resolves.toBeUndefined();
  await delivered();
  expect(worker.asked).toEqual([]);
  await worker.open();
});

test('a worker that says nothing to the call that bore the port is offered another with the next', async () => {
  worker.port.offer();
  worker.port.settle();
  await worker.open();
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Envelope, Reply } from '../shared/protocol.js';
import { createDurableCall } from './durable-call.js';
import type { WorkerLink } from './worker-link.js';

/** A worker that a test plays by hand: it sees the envelopes and replies when it likes. */
function createLink() {
  const received: { readonly envelope: Envelope; readonly port: MessagePort }[] = [];
  const link: Pick<WorkerLink, 'post'> = {
    post: async (envelope, port) => {
      received.push({ envelope, port });
    },
  };
  function reply(index: number, message: Reply): Promise<void> {
    received[index]?.port.postMessage(message);
    return delivered();
  }
  return { link, received, reply };
}

/** Resolves once every message sent before has been received: messages are delivered in order. */
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

const ANSWER: Reply = { type: 'answer', message: 'value' };

describe('a durable call', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is sent again, under the same id, until it is acknowledged', async () => {
    const { link, received, reply } = createLink();
    const call = createDurableCall(link, 'tab')({});
    await vi.advanceTimersByTimeAsync(250);
    expect(received.map(({ envelope }) => envelope.type)).toEqual(['call', 'call']);
    expect(new Set(received.map(({ envelope }) => envelope.callId)).size).toBe(1);
    await reply(1, ANSWER);
    await expect(call).resolves.toEqual(ANSWER);
  });

  test('that is acknowledged and silent is asked after, and waits as long as the worker works on it', async () => {
    const { link, received, reply } = createLink();
    const call = createDurableCall(link, 'tab')({});
    await reply(0, { type: 'acknowledged', repeatable: false });
    for (let asked = 1; asked <= 10; asked++) {
      await vi.advanceTimersByTimeAsync(2_000);
      expect(received.at(-1)?.envelope.type).toBe('resume');
      await reply(asked, { type: 'acknowledged', repeatable: false });
    }
    await reply(10, ANSWER);
    await expect(call).resolves.toEqual(ANSWER);
  });

  test.each([undefined, null, 'text', {}, { type: 'of a later version' }, { type: 'refused' }])(
    'that is answered by %j, which is no reply, goes on as after silence, and does not stay pending',
    async (nonsense) => {
      const { link, received } = createLink();
      const call = createDurableCall(link, 'tab')({});
      const outcome = expect(call).rejects.toMatchObject({ kind: 'unknown', retryable: true });
      for (let sent = 0; sent < 10; sent++) {
        received[sent]?.port.postMessage(nonsense);
        await delivered();
        await vi.advanceTimersByTimeAsync(3_000);
      }
      await outcome;
      expect(received).toHaveLength(10);
    },
  );

  test('whose worker has died is made again if it can be repeated', async () => {
    const { link, received, reply } = createLink();
    const call = createDurableCall(link, 'tab')({});
    await reply(0, { type: 'acknowledged', repeatable: true });
    await vi.advanceTimersByTimeAsync(2_000);
    await reply(1, { type: 'unknownCall' });
    expect(received.at(-1)?.envelope.type).toBe('call');
    await reply(2, ANSWER);
    await expect(call).resolves.toEqual(ANSWER);
  });

  test('whose worker has died fails if it cannot be repeated', async () => {
    const { link, reply } = createLink();
    const call = createDurableCall(link, 'tab')({});
    await reply(0, { type: 'acknowledged', repeatable: false });
    await vi.advanceTimersByTimeAsync(2_000);
    const refused = expect(call).rejects.toMatchObject({ kind: 'service', code: 'interrupted', retryable: true });
    await reply(1, { type: 'unknownCall' });
    await refused;
  });

  test('in whose course one worker after the other dies fails in the end, though it can be repeated', async () => {
    const { link, received, reply } = createLink();
    let settled = false;
    const call = createDurableCall(
      link,
      'tab',
    )({}).finally(() => {
      settled = true;
    });
    const refused = expect(call).rejects.toMatchObject({ kind: 'service', code: 'interrupted', retryable: true });
    for (let index = 0; !settled && index < 1_000; index = received.length - 1) {
      await reply(index, { type: 'acknowledged', repeatable: true });
      await vi.advanceTimersByTimeAsync(2_000);
      await reply(index + 1, { type: 'unknownCall' });
    }
    await refused;
  });

  test('that nobody replies to fails in the end, with an error that can be retried (comlink #601)', async () => {
    const { link } = createLink();
    const refused = expect(createDurableCall(link, 'tab')({})).rejects.toMatchObject({
      kind: 'unknown',
      retryable: true,
    });
    await vi.advanceTimersByTimeAsync(30_000);
    await refused;
  });

  test('that is refused fails with the error that it was refused with', async () => {
    const { link, reply } = createLink();
    const refused = expect(createDurableCall(link, 'tab')({})).rejects.toMatchObject({
      name: 'AuthError',
      kind: 'validation',
    });
    await reply(0, {
      type: 'refused',
      error: { kind: 'validation', message: 'no', recoverySuggestion: 'do', retryable: false },
    });
    await refused;
  });

  test('with something that is not plain data in it says so', async () => {
    const link: Pick<WorkerLink, 'post'> = { post: async () => structuredClone(() => {}) as never };
    await expect(createDurableCall(link, 'tab')({})).rejects.toMatchObject({ kind: 'validation' });
  });

  test('that waits behind others is not repeated and does not fail, as long as the worker comes nearer to it', async () => {
    const { link, received, reply } = createLink();
    const call = createDurableCall(link, 'tab');
    const calls = Array.from({ length: 60 }, () => call({}));
    for (let n = 0; n < 59; n++) {
      await reply(n, ANSWER);
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(received).toHaveLength(60);
    await reply(59, ANSWER);
    await expect(Promise.all(calls)).resolves.toHaveLength(60);
  });

  test('that was dropped is sent again at once where the worker replies to what was sent after it', async () => {
    const { link, received, reply } = createLink();
    const call = createDurableCall(link, 'tab');
    const dropped = call({});
    const later = call({});
    await reply(1, ANSWER);
    await later;
    await vi.advanceTimersByTimeAsync(250);
    expect(received[2]?.envelope).toEqual(received[0]?.envelope);
    await reply(2, ANSWER);
    await expect(dropped).resolves.toEqual(ANSWER);
  });

  test('that was dropped with those before it is sent again once nothing comes any more', async () => {
    const { link, received, reply } = createLink();
    const call = createDurableCall(link, 'tab');
    const first = call({});
    const dropped = call({});
    await reply(0, ANSWER);
    await first;
    await vi.advanceTimersByTimeAsync(760);
    expect(received[2]?.envelope).toEqual(received[1]?.envelope);
    await reply(2, ANSWER);
    await expect(dropped).resolves.toEqual(ANSWER);
  });

  test('that is one of hundreds adds little to what a busy worker has to do: all of them send at most 500 messages a second', async () => {
    const { link, received } = createLink();
    const call = createDurableCall(link, 'tab');
    const calls = Array.from({ length: 500 }, () => call({}));
    const outcome = Promise.allSettled(calls);
    for (let second = 1; second <= 4; second++) {
      const before = received.length;
      await vi.advanceTimersByTimeAsync(1_000);
      expect(received.length - before).toBeLessThanOrEqual(500);
    }
    await vi.advanceTimersByTimeAsync(120_000);
    expect((await outcome).every(({ status }) => status === 'rejected')).toBe(true);
  });

  test('that cannot be sent fails once, however often that was tried before it came out', async () => {
    const link: Pick<WorkerLink, 'post'> = {
      post: () => new Promise((_, reject) => setTimeout(() => reject(new Error('no registration')), 600)),
    };
    const refused = expect(createDurableCall(link, 'tab')({})).rejects.toMatchObject({ kind: 'unknown' });
    await vi.advanceTimersByTimeAsync(10_000); // an error that nobody catches fails the test run
    await refused;
  });
});

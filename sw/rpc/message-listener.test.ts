import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PROTOCOL, PROTOCOL_VERSION, type Reply } from '../../shared/protocol.js';
import { createMessageListener } from './message-listener.js';
import type { Methods } from './methods.js';

const ORIGIN = 'https://app.example';

class FakeWindowClient {
  readonly id = 'window';
}

beforeEach(() => vi.stubGlobal('WindowClient', FakeWindowClient));
afterEach(() => vi.unstubAllGlobals());

function send(listener: ReturnType<typeof createMessageListener>, envelope: object) {
  const replies: Reply[] = [];
  const lasting: Promise<unknown>[] = [];
  listener({
    data: { protocol: PROTOCOL, version: PROTOCOL_VERSION, ...envelope },
    ports: [{ postMessage: (reply: Reply) => replies.push(reply), close: () => {} }],
    origin: ORIGIN,
    source: new FakeWindowClient(),
    waitUntil: (work: Promise<unknown>) => lasting.push(work),
  } as unknown as ExtendableMessageEvent);
  return { replies, over: Promise.all(lasting) };
}

test('a question after the call of a worker that has died lets the next one do what is due, as every event does', async () => {
  const tend = vi.fn(async () => {});
  const settled = vi.fn(async () => {});
  const listener = createMessageListener({
    origin: ORIGIN,
    methods: {} as Methods,
    snapshot: () => undefined,
    tend,
    settled,
    now: () => 0,
  });
  const { replies, over } = send(listener, { type: 'resume', callId: 'call' });
  await over;
  expect(replies).toEqual([{ type: 'unknownCall' }]);
  expect(tend).toHaveBeenCalledOnce();
  expect(settled).toHaveBeenCalledAfter(tend);
});

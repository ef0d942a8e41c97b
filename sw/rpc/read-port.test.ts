import { expect, test, vi } from 'vitest';
import type { ReadReply } from '../../shared/protocol.js';
import { emptyRecord } from '../session/record.js';
import { createVirtualClock } from '../session/testing/virtual-clock.js';
import { createReadPorts, type ReadPortOptions } from './read-port.js';

const options = (value: unknown): ReadPortOptions => ({
  fromMemory: async () => ({ result: { ok: true, value }, record: emptyRecord('store', 'session') }),
  toSnapshot: () => ({}) as never,
});

/** A page at the other end of a port by which it reads what `value` says. */
function openPort(value: unknown) {
  const { port1, port2 } = new MessageChannel();
  const replies: ReadReply[] = [];
  let heard = () => {};
  port1.onmessage = ({ data }) => {
    replies.push(data);
    heard();
  };
  createReadPorts(options(value))(port2);

  /** The reply to a question, after `ready`. */
  async function ask(id: string): Promise<ReadReply | undefined> {
    const before = Math.max(replies.length, 1);
    port1.postMessage({ id, type: 'APPLY', path: ['getCurrentUser'], argumentList: [] });
    while (replies.length <= before) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
    return replies.at(-1);
  }
  return { ask, close: () => port1.close() };
}

test('an answer that cannot be copied is left to a call, which tells why, and the port goes on', async () => {
  const { ask, close } = openPort(() => {});
  expect(await ask('a')).toEqual({ type: 'notInMemory', id: 'a' });
  expect(await ask('b')).toEqual({ type: 'notInMemory', id: 'b' });
  close();
});

test.each([[{ id: 'a' }], [{ id: 'a', type: 'APPLY', path: ['getCurrentUser'], argumentList: [] }]])(
  'a page that hands over both ends of a channel does not have the worker talk to itself for ever, begun by %j',
  async (message) => {
    const { settle } = createVirtualClock();
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(message);
    const sent = [port1, port2].map((port) => vi.spyOn(port, 'postMessage'));
    const serve = createReadPorts(options({}));
    serve(port1);
    serve(port2);
    for (let turn = 0; turn < 50; turn++) await settle();
    port1.close();
    expect(sent.flatMap(({ mock }) => mock.calls).length).toBeLessThan(10);
  },
);

import { describe, expect, test } from 'vitest';
import type { Reply } from '../../shared/protocol.js';
import { createCalls } from './calls.js';

function createPort() {
  const replies: Reply[] = [];
  let closed = false;
  const port = {
    postMessage: (reply: Reply) => void replies.push(reply),
    close: () => {
      closed = true;
    },
  } as unknown as MessagePort;
  return { port, replies, isClosed: () => closed };
}

const ANSWER: Reply = { type: 'answer', message: 'value' };

describe('the calls of a worker', () => {
  test('a call is acknowledged at once, and answered once', () => {
    const calls = createCalls(() => 0);
    const { port, replies, isClosed } = createPort();
    const settle = calls.take('window', 'id', true, port);
    expect(replies).toEqual([{ type: 'acknowledged', repeatable: true }]);
    settle?.(ANSWER);
    expect(replies).toEqual([{ type: 'acknowledged', repeatable: true }, ANSWER]);
    expect(isClosed()).toBe(true);
  });

  test('a repeated call is not carried out again, and both get the answer', () => {
    const calls = createCalls(() => 0);
    const [first, second] = [createPort(), createPort()];
    const settle = calls.take('window', 'id', true, first.port);
    expect(calls.take('window', 'id', true, second.port)).toBeUndefined();
    settle?.(ANSWER);
    expect(first.replies.at(-1)).toEqual(ANSWER);
    expect(second.replies.at(-1)).toEqual(ANSWER);
  });

  test('a call repeated after its answer gets that answer', () => {
    const calls = createCalls(() => 0);
    calls.take('window', 'id', true, createPort().port)?.(ANSWER);
    const late = createPort();
    expect(calls.take('window', 'id', true, late.port)).toBeUndefined();
    expect(late.replies).toEqual([ANSWER]);
  });

  test("another window's call of the same id is another call", () => {
    const calls = createCalls(() => 0);
    calls.take('window', 'id', true, createPort().port)?.(ANSWER);
    const other = createPort();
    expect(calls.resume('other window', 'id', other.port)).toBe(false);
    expect(calls.take('other window', 'id', true, other.port)).toBeDefined();
    expect(other.replies).toEqual([{ type: 'acknowledged', repeatable: true }]);
  });

  test('an answer that cannot be copied is told of, to whoever asks for it, and leaves nobody without any', () => {
    const calls = createCalls(() => 0);
    const [first, late] = [createPort(), createPort()].map(({ port, ...rest }) => {
      const copying = { ...port, postMessage: (reply: Reply) => port.postMessage(structuredClone(reply)) };
      return { ...rest, port: copying as unknown as MessagePort };
    });
    calls.take('window', 'id', true, first!.port)?.({ type: 'answer', message: () => {} });
    calls.resume('window', 'id', late!.port);
    for (const { replies, isClosed } of [first!, late!]) {
      expect(replies.at(-1)).toMatchObject({ type: 'refused', error: { kind: 'unknown' } });
      expect(isClosed()).toBe(true);
    }
  });

  test('an answer is forgotten after a while', () => {
    let now = 0;
    const calls = createCalls(() => now);
    calls.take('window', 'id', true, createPort().port)?.(ANSWER);
    now = 60_000;
    calls.take('window', 'another', true, createPort().port);
    expect(calls.resume('window', 'id', createPort().port)).toBe(false);
  });
});

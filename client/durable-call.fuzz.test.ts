import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AuthError } from '../shared/auth-error.js';
import { FUZZ_TIMEOUT_MS, fuzzRuns } from '../shared/testing/fuzz-runs.js';
import { createDurableCall } from './durable-call.js';

/** Messages without a reply are given up after some 20 s; what is acknowledged may take long, but not for ever here. */
const LONGEST_CALL_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** An app's own worker, or one of a later version, may answer anything that can be cloned. Errors are data on the wire. */
const nonsense = fc.oneof(
  fc.anything({ withDate: true, withMap: true }),
  fc.record(
    { type: fc.constantFrom('refused', 'later', 'snapshot', '__proto__', 'constructor'), error: fc.jsonValue() },
    { requiredKeys: [] },
  ),
  fc.record(
    { type: fc.constant('answer'), message: fc.jsonValue(), snapshot: fc.jsonValue(), goTo: fc.jsonValue() },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    { type: fc.constantFrom('acknowledged', 'unknownCall'), repeatable: fc.jsonValue() },
    { requiredKeys: ['type'] },
  ),
);

test('whatever a worker replies: the call ends in time, with an answer or an AuthError', {
  timeout: FUZZ_TIMEOUT_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(nonsense, { maxLength: 8 }), async (replies) => {
      const left = [...replies];
      let settled: unknown;
      // The ports are played by hand, for what comes through real ones comes at a time of its own.
      vi.stubGlobal('MessageChannel', FakeChannel);
      const link = {
        post: async (_envelope: unknown, port: MessagePort) => {
          const reply = left.length > 0 ? { data: left.shift() } : undefined;
          if (reply) (port as unknown as FakePort).other.onmessage?.(reply);
        },
      };
      createDurableCall(
        link,
        'tab',
      )({}).then(
        (answer) => {
          settled = answer;
        },
        (thrown: unknown) => {
          settled = thrown;
        },
      );
      for (let passed = 0; settled === undefined && passed < LONGEST_CALL_MS; passed += 1_000) {
        await vi.advanceTimersByTimeAsync(1_000);
      }
      vi.unstubAllGlobals();
      expect(settled instanceof AuthError || (settled as { type?: unknown } | undefined)?.type === 'answer').toBe(true);
    }),
    fuzzRuns(150),
  );
});

interface FakePort {
  other: { onmessage?: (event: { readonly data: unknown }) => void };
  close(): void;
}

class FakeChannel {
  readonly port1: FakePort['other'] & { close(): void } = { close: () => {} };
  readonly port2: FakePort = { other: this.port1, close: () => {} };
}

import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PROTOCOL, PROTOCOL_VERSION, type ReadReply, type Reply, type SessionSnapshot } from '../shared/protocol.js';
import type { SessionApi } from '../shared/session-api.js';
import { FUZZ_TIMEOUT_MS, fuzzRuns } from '../shared/testing/fuzz-runs.js';
import { createReadPorts } from './rpc/read-port.js';
import type { SessionRecord } from './session/record.js';
import {
  createFuzzedWorker,
  expectAuthError,
  expectNoSecret,
  expectSound,
  FakeWindowClient,
  type FuzzedWorker,
  ORIGIN,
} from './testing/fuzzed-worker.js';
import { ISSUED_SECRETS } from './testing/honest-cognito.js';
import { mutate, mutation } from './testing/junk.js';
import { SECRET, VALID_CALLS } from './testing/valid-calls.js';

/**
 * What a page may post. Getters, proxies, functions and prototypes of its own are not among it: none of them gets across
 * structured clone, which makes plain data, or the platform's own objects, of whatever it lets pass.
 */
const cloneable = fc
  .anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  })
  .filter((value) => asPosted(value) !== NOT_POSTED);

const NOT_POSTED = Symbol('cannot be cloned');

function asPosted(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return NOT_POSTED;
  }
}

const call = fc
  .record({ method: fc.constantFrom(...(Object.keys(VALID_CALLS) as (keyof SessionApi)[])), callId: fc.uuid() })
  .map(({ method, callId }) => ({
    protocol: PROTOCOL,
    version: PROTOCOL_VERSION,
    type: 'call',
    callId,
    tabId: 'tab',
    message: {
      id: 'x',
      type: 'APPLY',
      path: [method],
      argumentList: VALID_CALLS[method].map((value) => ({ type: 'RAW', value })),
    },
  }));

/** A valid message with something wrong in it, or another value in one of its places. */
const spoilt = fc
  .tuple(call, fc.array(mutation, { minLength: 1, maxLength: 3 }), cloneable, fc.nat(30))
  .chain(([valid, mutations, value, at]) =>
    fc.constantFrom(mutations.reduce<unknown>(mutate, valid), mutate(valid, { put: value, at })),
  );

const message = fc.oneof(
  { weight: 1, arbitrary: cloneable },
  {
    weight: 1,
    arbitrary: cloneable.map((value) => ({
      protocol: PROTOCOL,
      version: PROTOCOL_VERSION,
      type: 'call',
      message: value,
    })),
  },
  { weight: 1, arbitrary: cloneable.map((value) => ({ protocol: PROTOCOL, version: value })) },
  { weight: 1, arbitrary: call },
  { weight: 8, arbitrary: spoilt },
);

beforeEach(() => vi.stubGlobal('WindowClient', FakeWindowClient));
afterEach(() => vi.unstubAllGlobals());

let signedIn: SessionRecord | undefined;

async function createWorker(isSignedIn: boolean): Promise<FuzzedWorker> {
  const worker = createFuzzedWorker();
  if (!isSignedIn) {
    await worker.session.tend();
    return worker;
  }
  if (!signedIn) {
    await worker.call('signIn', ...VALID_CALLS.signIn);
    signedIn = worker.store.current();
  }
  const record = signedIn;
  await worker.store.update(() => record);
  return worker;
}

/** A password that waits for its auto sign-in keeps the worker alive for some minutes, which pass here. */
async function post(worker: FuzzedWorker, data: unknown, from: Parameters<FuzzedWorker['post']>[1] = {}) {
  let over = false;
  const replied = worker.post(data, from).finally(() => {
    over = true;
  });
  replied.catch(() => {}); // thrown below
  for (let turn = 0; !over; turn++)
    await (turn < PATIENCE ? worker.clock.settle() : worker.clock.advance(LONGEST_WAIT_MS));
  return await replied;
}

const PATIENCE = 50;
const LONGEST_WAIT_MS = 5 * 60_000;

function isMeantForUs(data: unknown): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    Object.hasOwn(data, 'protocol') &&
    (data as { protocol: unknown }).protocol === PROTOCOL
  );
}

/** One last reply and, before it, none but acknowledgements. Refused is what changed nothing and went nowhere. */
function expectAnswered(worker: FuzzedWorker, before: SessionRecord, data: unknown, replies: readonly Reply[]): void {
  const last = replies.at(-1);
  expect(replies.slice(0, -1).every(({ type }) => type === 'acknowledged')).toBe(true);
  if (!isMeantForUs(data)) return expect(replies).toEqual([]);
  expect(last?.type).toMatch(/^(answer|refused|unknownCall)$/);
  if (last?.type === 'refused') {
    expectAuthError(last.error);
    expectNoSecret(last, [SECRET]);
    expect(worker.store.current()).toEqual(before);
    expect(worker.requests).toEqual([]);
  }
  if (last?.type === 'answer') {
    const { value: result } = last.message as { value: { ok: boolean; error: Parameters<typeof expectAuthError>[0] } };
    if (!result.ok) expectAuthError(result.error);
    if (!result.ok) expectNoSecret(result.error, [SECRET, ...ISSUED_SECRETS]);
  }
}

test('whatever a page posts: one last reply, nothing thrown, nothing polluted; what is refused has changed nothing', {
  timeout: FUZZ_TIMEOUT_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), message, async (isSignedIn, value) => {
      const data = asPosted(value);
      const worker = await createWorker(isSignedIn);
      const before = worker.store.current();
      worker.requests.length = 0;
      expectAnswered(worker, before, data, await post(worker, data));
      expectSound(worker, [...ISSUED_SECRETS]);
    }),
    fuzzRuns(600),
  );
});

test('whatever comes from elsewhere than a window of the origin: refused, and nothing happens', {
  timeout: FUZZ_TIMEOUT_MS,
}, async () => {
  const elsewhere = fc.oneof(
    fc.record({
      origin: fc.constantFrom('null', '', 'https://app.example.evil.net', `${ORIGIN}.`, 'http://app.example'),
    }),
    fc.record({ source: fc.constantFrom<unknown>(null, {}, { id: 'window', url: ORIGIN }) }),
  );
  await fc.assert(
    fc.asyncProperty(elsewhere, message, async (from, value) => {
      const data = asPosted(value);
      const worker = await createWorker(true);
      const before = worker.store.current();
      worker.requests.length = 0;
      const replies = await post(worker, data, from);
      expectAnswered(worker, before, data, replies);
      expect(replies.every(({ type }) => type === 'refused')).toBe(true);
    }),
    fuzzRuns(100),
  );
});

test('several messages at once, some with the same id: each has one last reply', {
  timeout: FUZZ_TIMEOUT_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(call, spoilt), { minLength: 2, maxLength: 5 }), async (values) => {
      const worker = await createWorker(true);
      const messages = [...values, ...values].map(asPosted);
      const all = await Promise.all(messages.map((data) => post(worker, data)));
      all.forEach((replies, index) => {
        const lasting = replies.filter(({ type }) => type !== 'acknowledged');
        expect(lasting).toHaveLength(isMeantForUs(messages[index]) ? 1 : 0);
      });
      expectSound(worker, ISSUED_SECRETS);
    }),
    fuzzRuns(60),
  );
});

const isRefusal = (value: unknown) => (value as { readonly type?: unknown } | null | undefined)?.type === 'refused';

test('whatever comes by a port to read by: one reply, that gives no secret away, and nothing happens', {
  timeout: FUZZ_TIMEOUT_MS,
}, async () => {
  const question = fc.oneof(
    cloneable,
    fc.oneof(call, spoilt).map((envelope) => (envelope as { readonly message?: unknown } | null)?.message),
  );
  await fc.assert(
    fc.asyncProperty(fc.boolean(), question, async (isSignedIn, value) => {
      const worker = await createWorker(isSignedIn);
      for (let n = 0; n < 3; n++) await worker.call('fetchAuthSession', {}); // now it is in memory
      const before = worker.store.current();
      worker.requests.length = 0;
      const replies: ReadReply[] = [];
      const port = {
        postMessage: (reply: ReadReply) => replies.push(structuredClone(reply)),
      } as unknown as MessagePort;
      createReadPorts({ fromMemory: worker.session.fromMemory, toSnapshot: () => ({}) as SessionSnapshot })(port);
      port.onmessage?.({ data: asPosted(value) } as MessageEvent);
      await worker.clock.settle();
      const [ready, ...others] = replies;
      expect(ready).toEqual({ type: 'ready' });
      expect(others).toHaveLength(isRefusal(value) ? 0 : 1);
      for (const reply of others) {
        expect(reply.type).toMatch(/^(answer|notInMemory|refused)$/);
        if (reply.type === 'refused') expectAuthError(reply.error);
        expectNoSecret(reply, [SECRET, ...ISSUED_SECRETS]);
      }
      expect(worker.store.current()).toEqual(before);
      expect(worker.requests).toEqual([]);
      expectSound(worker, ISSUED_SECRETS);
    }),
    fuzzRuns(200),
  );
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createFuzzedWorker,
  expectAuthError,
  FakeWindowClient,
  type FuzzedWorker,
  type Outcome,
} from './testing/fuzzed-worker.js';

/** Firefox ends an event after about a minute. */
const LONGEST_CALL_MS = 60_000;

const SIGN_IN = [
  'signIn',
  { username: 'ada', password: 'secret', options: { authFlowType: 'USER_PASSWORD_AUTH' } },
] as const;

beforeEach(() => {
  vi.stubGlobal('WindowClient', FakeWindowClient);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }); // by which fetch-within-limit.ts limits each request
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets the worker's clocks go on until the call is over. */
async function within(ms: number, worker: FuzzedWorker, call: Promise<Outcome>): Promise<Outcome> {
  let outcome: Outcome | undefined;
  call.then((its) => {
    outcome = its;
  });
  for (let passed = 0; !outcome && passed <= ms; passed += 1_000) {
    await worker.clock.advance(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  if (!outcome) throw new Error(`The call is still pending after ${ms / 1_000} s.`);
  return outcome;
}

describe.each(['silence', 'endless'] as const)('a service whose answers are %s', (kind) => {
  test.each([
    ['signIn', SIGN_IN],
    ['federateToIdentityPool', ['federateToIdentityPool', { provider: 'Google', token: 'token' }]],
    ['signUp', ['signUp', { username: 'ada', password: 'secret' }]],
    ['resetPassword', ['resetPassword', { username: 'ada' }]],
  ] as const)('has %s fail in time, as a network does', async (_name, [method, ...args]) => {
    const worker = createFuzzedWorker();
    worker.distortWith(() => kind);
    const { result } = await within(LONGEST_CALL_MS, worker, worker.call(method, ...args));
    if (result.ok) throw new Error('It succeeded.');
    expectAuthError(result.error);
    expect(result.error).toMatchObject({ kind: 'service', code: 'network', retryable: true });
  });

  test.each([
    ['fetchAuthSession', ['fetchAuthSession', { forceRefresh: true }]],
    ['fetchUserAttributes', ['fetchUserAttributes']],
    ['fetchDevices', ['fetchDevices']],
    ['fetchMFAPreference', ['fetchMFAPreference']],
    ['startWebAuthnRegistration', ['startWebAuthnRegistration']],
    ['deleteUser', ['deleteUser']],
  ] as const)('ends %s in time, and the sign-in goes on', async (_name, [method, ...args]) => {
    const worker = createFuzzedWorker();
    expect((await worker.call(...SIGN_IN)).result).toMatchObject({ ok: true });
    worker.distortWith(() => kind);
    await within(LONGEST_CALL_MS, worker, worker.call(method, ...args));
    expect(worker.store.current().signIn?.tokens).toBeDefined();
    worker.distortWith(undefined);
    const renewed = worker.call('fetchAuthSession', { forceRefresh: true });
    expect((await within(LONGEST_CALL_MS, worker, renewed)).result).toMatchObject({ value: { isSignedIn: true } });
  });

  test('ends a sign-out in time, with nobody signed in', async () => {
    const worker = createFuzzedWorker();
    await worker.call(...SIGN_IN);
    worker.distortWith(() => kind);
    const { result } = await within(LONGEST_CALL_MS, worker, worker.call('signOut', { global: true }));
    expect(result).toMatchObject({ ok: true, value: { status: 'partial' } });
    expect(worker.store.current().signIn).toBeUndefined();
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDurableCall } from './durable-call.js';
import { type FakeWindow, openFakeWindow } from './testing/fake-window.js';
import { createWorkerLink } from './worker-link.js';

let window: FakeWindow;

beforeEach(() => {
  window = openFakeWindow();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page whose site's data was cleared, and whose worker takes its time to be installed again. */
function openClearedPage() {
  let install = () => {};
  const installed = new Promise<void>((resolve) => {
    install = resolve;
  });
  const registerAgain = vi.fn(async () => {
    await installed;
    return window.registration;
  });
  const gone = { ...window.registration, active: null } as unknown as ServiceWorkerRegistration;
  return { call: createDurableCall(createWorkerLink(gone, registerAgain), 'tab'), registerAgain, install };
}

test('a registration that is gone is made again once for all calls, and each of them is sent once', async () => {
  const { call, registerAgain, install } = openClearedPage();
  const calls = Array.from({ length: 5 }, () => call({}));
  await vi.advanceTimersByTimeAsync(5_000);
  install();
  await vi.advanceTimersByTimeAsync(3_100);
  await Promise.all(calls);
  expect(registerAgain).toHaveBeenCalledOnce();
  expect(window.received).toHaveLength(5);
});

test('a call that was given up while the registration was made again is not made later', async () => {
  const { call, install } = openClearedPage();
  const told = expect(call({})).rejects.toMatchObject({ kind: 'unknown', retryable: true });
  await vi.advanceTimersByTimeAsync(30_000);
  await told;
  install();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(window.received).toEqual([]);
});

test('a registration that could not be made again is tried again', async () => {
  const registerAgain = vi
    .fn<() => Promise<ServiceWorkerRegistration>>()
    .mockRejectedValueOnce(new Error('offline'))
    .mockImplementation(async () => window.registration);
  const gone = { ...window.registration, active: null } as unknown as ServiceWorkerRegistration;
  const call = createDurableCall(createWorkerLink(gone, registerAgain), 'tab');
  await expect(call({})).rejects.toMatchObject({ kind: 'unknown' });
  const next = call({});
  await vi.advanceTimersByTimeAsync(3_100);
  await next;
  expect(registerAgain).toHaveBeenCalledTimes(2);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAlarm } from './alarm.js';
import { connect } from './connection.js';
import { registerSessionWorker } from './register-session-worker.js';
import { type FakeWindow, openFakeWindow, SCRIPT_URL, SNAPSHOT } from './testing/fake-window.js';
import { createWorkerLink } from './worker-link.js';

/**
 * Faults that are known and not mended yet (README, "Seen to fail"). Each test says how it should be, and is expected to fail: once its
 * fault is mended it does not, and belongs beside the code, without `fails`.
 */

let window: FakeWindow;
beforeEach(() => {
  window = openFakeWindow();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = () => connect(createWorkerLink(window.registration, async () => window.registration));

test.fails('news of the own session are not lost behind those of another app', async () => {
  window.answerWith(SNAPSHOT);
  const connection = open();
  window.tell({ ...SNAPSHOT, pool: 'another', storeId: 'of another' });
  window.tell({ ...SNAPSHOT, revision: 6, sessionId: 'of nobody', status: 'signedOut' });
  expect((await connection).state.getSnapshot().status).toBe('signedOut');
});

function countListeners() {
  const { serviceWorker } = navigator;
  const counts = new Map<string, number>();
  const { addEventListener, removeEventListener } = serviceWorker;
  const sum = (type: string, by: number) => counts.set(type, (counts.get(type) ?? 0) + by);
  Object.assign(serviceWorker, {
    addEventListener(this: EventTarget, type: string, ...rest: [EventListener]) {
      sum(type, 1);
      Reflect.apply(addEventListener, this, [type, ...rest]);
    },
    removeEventListener(this: EventTarget, type: string, ...rest: [EventListener]) {
      sum(type, -1);
      Reflect.apply(removeEventListener, this, [type, ...rest]);
    },
  });
  return counts;
}

test.fails('registrations that failed leave no listener behind', async () => {
  const counts = countListeners();
  (window.registration.active as unknown as { postMessage: unknown }).postMessage = (
    _: unknown,
    [port]: [MessagePort],
  ) =>
    port.postMessage({
      type: 'refused',
      error: { kind: 'configuration', message: 'no', recoverySuggestion: 'do', retryable: false },
    });
  for (let n = 0; n < 3; n++) {
    await expect(registerSessionWorker(`${SCRIPT_URL}?fails`)).rejects.toMatchObject({ kind: 'configuration' });
  }
  expect(counts.get('message')).toBe(0);
});

test.fails('an address to which the app has gone meanwhile is left alone', async () => {
  const location = new URL('https://app.example/callback?code=c&state=s.t');
  vi.stubGlobal('location', location);
  const replaced: string[] = [];
  vi.stubGlobal('history', { state: null, replaceState: (_: unknown, __: string, url: string) => replaced.push(url) });
  window.answerWith({ ...SNAPSHOT, redirect: { events: [] } });
  (window.registration.active as unknown as { postMessage: unknown }).postMessage = (
    { message }: { message: { path: string[] } },
    [port]: [MessagePort],
  ) => {
    const isArrival = message.path[0] === 'arrive';
    if (isArrival) location.href = 'https://app.example/basket'; // the app's router, while the code is exchanged
    const value = isArrival ? { events: [], cleanUrl: 'https://app.example/callback' } : null;
    port.postMessage({
      type: 'answer',
      message: { type: 'RAW', value: { ok: true, value } },
      snapshot: { ...SNAPSHOT, redirect: { events: [] } },
    });
  };
  await open();
  expect(replaced).toEqual([]);
});

test.fails('a wake that fails does not put off a sooner one that the worker has asked for meanwhile', async () => {
  vi.useFakeTimers();
  let fail = (_ok: boolean) => {};
  const wake = vi.fn(() => new Promise<boolean>((resolve) => (fail = resolve)));
  const alarm = createAlarm(wake);
  alarm.set(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  alarm.set(5_000); // a notice came: a refresh is under way, look after it
  fail(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(wake).toHaveBeenCalledTimes(2);
});

test.fails('a script URL that cannot be read is a rejection, as every other failure is', async () => {
  let registered: Promise<unknown> | undefined;
  expect(() => {
    registered = registerSessionWorker('https://[');
  }).not.toThrow();
  await expect(registered).rejects.toMatchObject({ name: 'AuthError', kind: 'configuration' });
});

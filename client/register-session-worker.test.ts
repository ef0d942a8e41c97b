import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { registerSessionWorker } from './register-session-worker.js';
import { openFakeWindow, SCRIPT_URL } from './testing/fake-window.js';

afterEach(() => vi.unstubAllGlobals());

/** A worker whose installation goes on and on, as that of an app which caches all of itself. */
const installing = Object.assign(new EventTarget(), { state: 'installing' }) as unknown as ServiceWorker;

test.each<[string, () => object]>([
  ['was found before', () => ({ installing })],
  [
    'is found by the look for one',
    () => ({
      async update(this: { installing: ServiceWorker }) {
        this.installing = installing;
      },
    }),
  ],
])('a newer worker that %s and is long in being installed holds up no page', async (name, registration) => {
  openFakeWindow(registration());
  const auth = await registerSessionWorker(`${SCRIPT_URL}?${name}`, { updateTimeoutMs: 1 });
  expect(auth.getSnapshot()).toMatchObject({ status: 'signedIn' });
});

test('who wants to wait for a newer worker however long it takes does, and is not taken at once for somebody in a hurry', async () => {
  const slow = Object.assign(new EventTarget(), { state: 'installing' });
  openFakeWindow({ installing: slow as unknown as ServiceWorker });
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  const registered = registerSessionWorker(`${SCRIPT_URL}?forever`, { updateTimeoutMs: Number.POSITIVE_INFINITY });
  await expect.poll(() => timers.mock.calls.map(([, ms]) => ms)).toContain(2 ** 31 - 1); // the longest there is
  expect(timers.mock.calls.map(([, ms]) => ms)).not.toContain(Number.POSITIVE_INFINITY); // which is none
  slow.state = 'installed';
  slow.dispatchEvent(new Event('statechange'));
  expect((await registered).getSnapshot()).toMatchObject({ status: 'signedIn' });
});

describe('a registration that fails', () => {
  /** How many listeners there are for the messages of workers. */
  function countListeners(): () => number {
    const { serviceWorker } = navigator;
    const { addEventListener } = EventTarget.prototype;
    const present = new Set<object>();
    serviceWorker.addEventListener = (type: string, listener: never, options?: AddEventListenerOptions) => {
      if (type === 'message' && !options?.signal?.aborted) {
        present.add(listener);
        options?.signal?.addEventListener('abort', () => present.delete(listener));
      }
      Reflect.apply(addEventListener, serviceWorker, [type, listener, options]);
    };
    serviceWorker.removeEventListener = (_type: string, listener: never) => {
      present.delete(listener);
    };
    return () => present.size;
  }

  test('leaves no listener behind', async () => {
    const { registration } = openFakeWindow();
    const listeners = countListeners();
    Object.assign(registration.active as object, {
      postMessage: (_: unknown, [port]: [MessagePort]) =>
        port.postMessage({
          type: 'refused',
          error: { kind: 'configuration', message: 'no', recoverySuggestion: 'do', retryable: false },
        }),
    });
    await expect(registerSessionWorker(`${SCRIPT_URL}?fails`)).rejects.toMatchObject({ kind: 'configuration' });
    expect(listeners()).toBe(0);
  });

  test('leaves one listener on the document, however often it is made', async () => {
    const { registration } = openFakeWindow();
    const listeners: unknown[] = [];
    document.addEventListener = (_type: string, listener: unknown) => listeners.push(listener);
    Object.assign(registration.active as object, {
      postMessage: (_: unknown, [port]: [MessagePort]) =>
        port.postMessage({
          type: 'refused',
          error: { kind: 'unknown', message: 'no', recoverySuggestion: 'do', retryable: true },
        }),
    });
    for (let n = 0; n < 3; n++) {
      await expect(registerSessionWorker(`${SCRIPT_URL}?often`)).rejects.toMatchObject({ kind: 'unknown' });
    }
    expect(listeners.length).toBeLessThanOrEqual(1);
  });

  test('can be made again, and leaves the same client to all who ask for one', async () => {
    openFakeWindow();
    const { getRegistration } = navigator.serviceWorker;
    navigator.serviceWorker.getRegistration = async () => {
      throw new Error('The storage is full.');
    };
    const url = `${SCRIPT_URL}?again`;
    await expect(registerSessionWorker(url)).rejects.toMatchObject({ name: 'AuthError', kind: 'configuration' });
    navigator.serviceWorker.getRegistration = getRegistration;
    const [first, second] = await Promise.all([registerSessionWorker(url), registerSessionWorker(new URL(url))]);
    expect(first).toBe(second);
  });
});

test.each(['https://[', '//'])('the script URL %s is a rejection, as every other failure is', async (scriptUrl) => {
  openFakeWindow();
  await expect(registerSessionWorker(scriptUrl)).rejects.toMatchObject({
    name: 'AuthError',
    kind: 'configuration',
    message: expect.stringContaining(scriptUrl),
  });
});

test('where there are no service workers a registration is rejected', async () => {
  openFakeWindow();
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('isSecureContext', true);
  await expect(registerSessionWorker(SCRIPT_URL)).rejects.toMatchObject({ name: 'AuthError', kind: 'configuration' });
});

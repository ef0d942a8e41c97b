import { afterEach, expect, test, vi } from 'vitest';
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

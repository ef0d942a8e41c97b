import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connect } from './connection.js';
import { type FakeWindow, openFakeWindow, SNAPSHOT } from './testing/fake-window.js';
import { createWorkerLink } from './worker-link.js';

const MINUTE_MS = 60_000;

const loading = vi.hoisted(() => ({ failures: 0 }));
vi.mock('./lifetime-watch.js', async (load) => {
  const { createLifetimeWatch } = await load<typeof import('./lifetime-watch.js')>();
  return {
    get createLifetimeWatch() {
      if (loading.failures-- > 0) throw new Error('Failed to fetch dynamically imported module');
      return createLifetimeWatch;
    },
  };
});

let window: FakeWindow;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  window = openFakeWindow();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('where the part that reports activity could not be loaded, it is tried again before the session ends as idle', async () => {
  const listeners = new EventTarget();
  vi.stubGlobal('addEventListener', listeners.addEventListener.bind(listeners));
  loading.failures = 1;
  window.answerWith({
    ...SNAPSHOT,
    plannedEnd: { reason: 'idle', at: Date.now() + 15 * MINUTE_MS },
    activityIntervalMs: MINUTE_MS,
    wakeInMs: 15 * MINUTE_MS,
  });
  await connect(
    createWorkerLink(window.registration, async () => window.registration),
    'tab',
  );
  await vi.waitUntil(() => loading.failures < 1, { timeout: 10_000 });
  await vi.advanceTimersByTimeAsync(MINUTE_MS); // no news come meanwhile
  await vi.waitUntil(() => loading.failures < 0, { timeout: 10_000 });
  listeners.dispatchEvent(new Event('keydown'));
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
  const methods = window.received.map(
    (envelope) => 'message' in envelope && (envelope.message as { path?: string[] }).path?.[0],
  );
  expect(methods).toContain('reportActivity');
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect } from './connection.js';
import { type FakeWindow, openFakeWindow, SNAPSHOT } from './testing/fake-window.js';
import { createWorkerLink } from './worker-link.js';

const SIGNED_OUT = { ...SNAPSHOT, revision: 6, sessionId: 'of nobody', status: 'signedOut' } as const;

let window: FakeWindow;

beforeEach(() => {
  window = openFakeWindow();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = (permitted?: Promise<void>) =>
  connect(
    createWorkerLink(window.registration, async () => window.registration),
    permitted,
  );

describe('while a page waits for a look at a newer worker', () => {
  /** Lets the look come to its end once the worker has answered. */
  async function whileWaiting(happen: () => void) {
    let end = () => {};
    const connection = open(
      new Promise((resolve) => {
        end = resolve;
      }),
    );
    await vi.waitUntil(() => window.received.length > 0, { timeout: 10_000 }); // the answer is on its way
    happen();
    end();
    return await connection;
  }

  test('it hears of a sign-out in another tab', async () => {
    const { state } = await whileWaiting(() => window.tell(SIGNED_OUT));
    expect(state.getSnapshot().status).toBe('signedOut');
  });

  test.each([
    ['what is older than the answer', { ...SIGNED_OUT, revision: 4 }],
    ['the session of another app', { ...SIGNED_OUT, pool: 'another', storeId: 'of another' }],
  ])('it does not mind %s', async (_, snapshot) => {
    const { state } = await whileWaiting(() => window.tell(snapshot));
    expect(state.getSnapshot().status).toBe('signedIn');
  });
});

test('late news do not put off the alarm', async () => {
  window.answerWith({ ...SNAPSHOT, wakeInMs: 60_000 });
  await open();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  window.tell({ ...SNAPSHOT, revision: 6, wakeInMs: 60_000 });
  window.tell({ ...SIGNED_OUT, revision: 4 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(window.received).toHaveLength(2);
});

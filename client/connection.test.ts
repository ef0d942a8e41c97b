import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionSnapshot } from '../shared/protocol.js';
import type { RedirectArrival, RedirectOutcome } from '../shared/redirect-sign-in.js';
import { connect } from './connection.js';
import { type FakeWindow, openFakeWindow, SNAPSHOT } from './testing/fake-window.js';
import { createWorkerLink } from './worker-link.js';

const { user: _, ...NOBODY } = SNAPSHOT;
const SIGNED_OUT = { ...NOBODY, revision: 6, sessionId: 'of nobody', status: 'signedOut' } as const;

let window: FakeWindow;

beforeEach(() => {
  window = openFakeWindow();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Resolves once every message sent before has been received, and what came of it is done. */
async function delivered(): Promise<void> {
  for (let n = 0; n < 3; n++) {
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }
}

const open = (permitted?: Promise<void>) =>
  connect(
    createWorkerLink(window.registration, async () => window.registration),
    'tab',
    permitted,
  );

/** Has something happen once the worker has answered, while the page waits for a look at a newer one. */
async function whileWaiting(happen: () => void) {
  let end = () => {};
  const connection = open(
    new Promise((resolve) => {
      end = resolve;
    }),
  );
  await vi.waitUntil(() => window.received.length > 0, { timeout: 10_000 }); // the answer is on its way
  await delivered();
  happen();
  end();
  return await connection;
}

describe('while a page waits for a look at a newer worker', () => {
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

test('news of the own session that come before the first answer are not lost behind those of another app', async () => {
  const connection = open();
  window.tell({ ...SIGNED_OUT, pool: 'another', storeId: 'of another' });
  window.tell(SIGNED_OUT);
  const { state } = await connection;
  await delivered();
  expect(state.getSnapshot().status).toBe('signedOut');
});

describe('whether a window has come back from managed login', () => {
  const methods = () =>
    window.received.map((envelope) => (envelope as { message: { path: string[] } }).message.path[0]);
  const answerWith = (redirect: RedirectOutcome) => window.answerWith({ ...SNAPSHOT, redirect });

  test('the worker says, and is not asked where it has not', async () => {
    answerWith({ events: [], hasReturned: false });
    await open();
    expect(methods()).toEqual(['synchronize']);
  });

  test('a worker of an earlier version is asked', async () => {
    answerWith({ events: [] });
    await open();
    expect(methods()).toEqual(['synchronize', 'arrive']);
  });

  test('is not forgotten over what comes for every window at the same time', async () => {
    answerWith({ events: [], hasReturned: false });
    const connection = open();
    window.tell({ ...SNAPSHOT, redirect: { events: [] } });
    await connection;
    expect(methods()).toEqual(['synchronize']);
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

describe('news of the record that was there before the site’s data was cleared', () => {
  const HOUR = 3_600_000;
  const now = Date.now();
  const before: SessionSnapshot = { ...SNAPSHOT, revision: 51 };
  const after: SessionSnapshot = { ...SIGNED_OUT, storeId: 'new store', revision: 1 };

  test('do not hide the new record, in spite of its low revision', async () => {
    window.answerWith({ ...before, bornAt: now - 2 * HOUR });
    const { state } = await open();
    window.tell({ ...after, bornAt: now - HOUR });
    await delivered();
    expect(state.getSnapshot().status).toBe('signedOut');
  });

  test.each<[string, Partial<SessionSnapshot>, Partial<SessionSnapshot>, 'signedIn' | 'signedOut']>([
    ['are not believed', { bornAt: now - 2 * HOUR }, { bornAt: now - HOUR }, 'signedOut'],
    ['are believed where the clock was set back since', { bornAt: now }, { bornAt: now + HOUR }, 'signedIn'],
    ['are believed where no birth is told', {}, {}, 'signedIn'],
    ['are believed where the birth of one is not told', {}, { bornAt: now - HOUR }, 'signedIn'],
  ])('%s', async (_what, bornBefore, bornAfter, status) => {
    window.answerWith({ ...before, ...bornBefore });
    const { state } = await open();
    window.tell({ ...after, ...bornAfter });
    window.tell({ ...before, ...bornBefore, revision: 52 });
    await delivered();
    expect(state.getSnapshot().status).toBe(status);
  });

  test('are not believed while the page waits for a look at a newer worker', async () => {
    window.answerWith({ ...after, bornAt: now - HOUR });
    const { state } = await whileWaiting(() => window.tell({ ...before, bornAt: now - 2 * HOUR }));
    expect(state.getSnapshot().status).toBe('signedOut');
  });

  test('do not put off the alarm', async () => {
    const present = { ...after, bornAt: now - HOUR, wakeInMs: 60_000 };
    window.answerWith(present);
    await open();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    window.tell({ ...present, revision: 2 });
    window.tell({ ...before, bornAt: now - 2 * HOUR });
    const already = window.received.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(window.received).toHaveLength(already + 1);
  });
});

test('who begins to listen after a sign-out is not told of the sign-in before it', async () => {
  const snapshot = { ...SNAPSHOT, redirect: { id: 'ending', events: [] } };
  const arrival: RedirectArrival = {
    events: [{ type: 'signInWithRedirect' }, { type: 'signedIn', user: { username: 'ada', userId: 'sub-ada' } }],
  };
  Object.assign(window.registration.active as object, {
    postMessage({ message }: { message: { path: string[] } }, [port]: [MessagePort]) {
      const value = message.path[0] === 'arrive' ? arrival : null;
      port.postMessage({ type: 'answer', message: { type: 'RAW', value: { ok: true, value } }, snapshot });
    },
  });
  const { events, state } = await open();
  window.tell({ ...snapshot, ...SIGNED_OUT }); // in another tab
  await delivered();
  expect(state.getSnapshot().status).toBe('signedOut');
  const heard: string[] = [];
  events.add('signedIn', ({ type }) => heard.push(type));
  await Promise.resolve();
  expect(heard).toEqual([]);
});

test('nor is who listens after a sign-out that was told while the window asked what had come of the sign-in', async () => {
  const snapshot = { ...SNAPSHOT, redirect: { id: 'ending', events: [], hasReturned: true } };
  const arrival: RedirectArrival = { events: [{ type: 'signedIn', user: { username: 'ada', userId: 'sub-ada' } }] };
  Object.assign(window.registration.active as object, {
    postMessage({ message }: { message: { path: string[] } }, [port]: [MessagePort]) {
      const isArrival = message.path[0] === 'arrive';
      if (isArrival) window.tell({ ...SIGNED_OUT, revision: 7 }); // in another tab
      const value = isArrival ? arrival : null;
      port.postMessage({ type: 'answer', message: { type: 'RAW', value: { ok: true, value } }, snapshot });
    },
  });
  const { events, state } = await open();
  expect(state.getSnapshot().status).toBe('signedOut');
  const heard: string[] = [];
  events.add('signedIn', ({ type }) => heard.push(type));
  await Promise.resolve();
  expect(heard).toEqual([]);
});

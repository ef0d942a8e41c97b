import { describe, expect, test } from 'vitest';
import type { SessionSnapshot } from '../shared/protocol.js';
import { eventsBetween } from './session-events.js';
import { createStateStore } from './state-store.js';

const GRANTED = { awsCredentials: true, cognitoTokens: true };
const ADA = { username: 'ada', userId: 'sub-ada' };
const GRACE = { username: 'grace', userId: 'sub-grace' };
const failure = { kind: 'service', message: 'no', recoverySuggestion: 'wait', retryable: true } as const;

function snapshot(more: Partial<SessionSnapshot> = {}): SessionSnapshot {
  return {
    storeId: 'store',
    revision: 1,
    sessionId: 'nobody',
    status: 'signedOut',
    renewals: 0,
    failures: 0,
    granted: GRANTED,
    ...more,
  };
}

const nobody = snapshot();
const nobodyLater = snapshot({ sessionId: 'nobody-later' });
const ada = snapshot({ sessionId: 'ada', status: 'signedIn', user: ADA });
const adaRenewed = { ...ada, renewals: 1 };
const adaFailed = { ...ada, failures: 1, failure };
const adaExpired = snapshot({ sessionId: 'ada', status: 'sessionExpired', user: ADA, ended: failure });
const returned = {
  id: 'ending',
  events: [{ type: 'customOAuthState', customState: 'x' }, { type: 'signInWithRedirect' }],
} as const;
const refused = { id: 'refusal', events: [{ type: 'signInWithRedirect_failure', error: failure }] } as const;
const grace = snapshot({ sessionId: 'grace', status: 'signedIn', user: GRACE });

describe('the events between two snapshots', () => {
  test.each<[string, SessionSnapshot, SessionSnapshot, string[]]>([
    ['a sign-in', nobody, ada, ['signedIn']],
    ['a sign-out', ada, nobodyLater, ['signedOut']],
    ['a sign-out of nobody', nobody, nobodyLater, []],
    ['a renewal', ada, adaRenewed, ['tokenRefresh']],
    ['a failed renewal', ada, adaFailed, ['tokenRefresh_failure']],
    ['a second failure', adaFailed, { ...adaFailed, failures: 2 }, ['tokenRefresh_failure']],
    ['a renewal after a failure', adaFailed, adaRenewed, ['tokenRefresh']],
    [
      'a renewal and then a failure',
      adaFailed,
      { ...adaFailed, renewals: 1 },
      ['tokenRefresh', 'tokenRefresh_failure'],
    ],
    ['an expiry', ada, adaExpired, ['sessionExpired']],
    ['a sign-in after an expiry', adaExpired, grace, ['signedIn']],
    ['a sign-out after an expiry', adaExpired, nobodyLater, ['signedOut']],
    ['another user, seen late', ada, grace, ['signedOut', 'signedIn']],
    ['a sign-in and its expiry, seen late', nobody, adaExpired, ['signedIn', 'sessionExpired']],
    ['nothing', ada, ada, []],
    [
      'a sign-in with managed login',
      { ...nobody, redirect: { events: [] } },
      { ...ada, redirect: returned },
      ['customOAuthState', 'signInWithRedirect', 'signedIn'],
    ],
    [
      'one that failed',
      { ...nobody, redirect: { events: [] } },
      { ...nobody, redirect: refused },
      ['signInWithRedirect_failure'],
    ],
    ['one that a worker tells of, after one that has no managed login', nobody, { ...nobody, redirect: refused }, []],
    [
      'one that is known already',
      { ...ada, redirect: returned },
      { ...adaRenewed, redirect: returned },
      ['tokenRefresh'],
    ],
    ['managed login where there was none', nobody, { ...nobody, redirect: { events: [] } }, []],
  ])('%s', (_name, before, after, types) => {
    expect(eventsBetween(before, after).map(({ type }) => type)).toEqual(types);
  });
});

describe('the state of a window', () => {
  function createStore(first: SessionSnapshot) {
    const events: string[] = [];
    let changes = 0;
    const store = createStateStore(first, ({ type }) => void events.push(type));
    store.subscribe(() => changes++);
    return { store, events, changes: () => changes };
  }

  test('news that come twice are told once', () => {
    const { store, events, changes } = createStore(nobody);
    store.apply({ ...ada, revision: 3 });
    store.apply({ ...ada, revision: 3 });
    expect(events).toEqual(['signedIn']);
    expect(changes()).toBe(1);
  });

  test('the snapshot is the same object until something in it changes', () => {
    const { store, changes } = createStore({ ...ada, expiresAt: 5 });
    const before = store.getSnapshot();
    store.apply({ ...adaRenewed, expiresAt: 5, revision: 2 });
    expect(store.getSnapshot()).toBe(before);
    expect(changes()).toBe(0);
    store.apply({ ...adaRenewed, expiresAt: 6, revision: 3 });
    expect(store.getSnapshot()).not.toBe(before);
    expect(changes()).toBe(1);
  });

  test('a listener that subscribed twice is told twice, and once after it has ended one of the two', () => {
    const { store } = createStore(nobody);
    let told = 0;
    const listener = () => told++;
    const end = store.subscribe(listener);
    store.subscribe(listener);
    store.apply({ ...ada, revision: 2 });
    expect(told).toBe(2);
    end();
    end();
    store.apply({ ...nobodyLater, revision: 3 });
    expect(told).toBe(3);
  });
});

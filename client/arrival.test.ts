import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RedirectArrival } from '../shared/redirect-sign-in.js';
import type { SessionApi } from '../shared/session-api.js';
import { arrive } from './arrival.js';
import { createEventListeners } from './event-listeners.js';

const CALLBACK = 'https://app.example/callback?code=c&state=s.t';
const CLEAN = 'https://app.example/callback';

let location: URL;
let replaced: string[];

beforeEach(() => {
  location = new URL(CALLBACK);
  replaced = [];
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', { state: null, replaceState: (_: unknown, __: string, url: string) => replaced.push(url) });
});
afterEach(() => vi.unstubAllGlobals());

/** A worker that answers this once it is asked, after `meanwhile`. */
const workerWith = (arrival: RedirectArrival, meanwhile = () => {}) =>
  ({
    async arrive() {
      meanwhile();
      return { ok: true, value: arrival };
    },
  }) as unknown as SessionApi;

describe('the address that the user has come back to', () => {
  test('loses the answer of managed login', async () => {
    await arrive(workerWith({ events: [], cleanUrl: CLEAN }), createEventListeners());
    expect(replaced).toEqual([CLEAN]);
  });

  test('is left alone where the app has gone elsewhere while the code was exchanged', async () => {
    const route = () => {
      location.href = 'https://app.example/basket';
    };
    await arrive(workerWith({ events: [], cleanUrl: CLEAN }, route), createEventListeners());
    expect(replaced).toEqual([]);
  });

  test('is left alone where there was no answer in it', async () => {
    await arrive(workerWith({ events: [] }), createEventListeners());
    expect(replaced).toEqual([]);
  });
});

test('what has come of the sign-in is kept for whoever listens', async () => {
  const listeners = createEventListeners();
  await arrive(workerWith({ events: [{ type: 'signInWithRedirect' }] }), listeners);
  const heard: string[] = [];
  listeners.add('signInWithRedirect', ({ type }) => heard.push(type));
  await Promise.resolve();
  expect(heard).toEqual(['signInWithRedirect']);
});

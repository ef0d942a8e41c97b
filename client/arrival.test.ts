import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionSnapshot } from '../shared/protocol.js';
import type { RedirectArrival } from '../shared/redirect-sign-in.js';
import type { SessionApi } from '../shared/session-api.js';
import { arrive } from './arrival.js';
import { createEventListeners } from './event-listeners.js';
import { SNAPSHOT } from './testing/fake-window.js';

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

const signedIn = () => SNAPSHOT;

describe('the address that the user has come back to', () => {
  test('loses the answer of managed login', async () => {
    await arrive(workerWith({ events: [], cleanUrl: CLEAN }), createEventListeners(), signedIn);
    expect(replaced).toEqual([CLEAN]);
  });

  test('is left alone where the app has gone elsewhere while the code was exchanged', async () => {
    const route = () => {
      location.href = 'https://app.example/basket';
    };
    await arrive(workerWith({ events: [], cleanUrl: CLEAN }, route), createEventListeners(), signedIn);
    expect(replaced).toEqual([]);
  });

  test('keeps a fragment that the app has added meanwhile', async () => {
    const route = () => {
      location.hash = '#/';
    };
    await arrive(workerWith({ events: [], cleanUrl: CLEAN }, route), createEventListeners(), signedIn);
    expect(replaced).toEqual([`${CLEAN}#/`]);
  });

  test('is left alone where there was no answer in it', async () => {
    await arrive(workerWith({ events: [] }), createEventListeners(), signedIn);
    expect(replaced).toEqual([]);
  });
});

test('what has come of the sign-in is kept for whoever listens', async () => {
  const listeners = createEventListeners();
  await arrive(workerWith({ events: [{ type: 'signInWithRedirect' }] }), listeners, signedIn);
  const heard: string[] = [];
  listeners.add('signInWithRedirect', ({ type }) => heard.push(type));
  await Promise.resolve();
  expect(heard).toEqual(['signInWithRedirect']);
});

async function heardOf(arrival: RedirectArrival, present: () => SessionSnapshot): Promise<string[]> {
  const listeners = createEventListeners();
  await arrive(workerWith(arrival), listeners, present);
  const heard: string[] = [];
  for (const type of ['signInWithRedirect_failure', 'signInWithRedirect', 'signedIn'] as const) {
    listeners.add(type, (event) => heard.push(event.type));
  }
  await Promise.resolve();
  return heard;
}

describe('who has signed in', () => {
  const ada = { username: 'ada', userId: 'sub-ada' };
  const arrival: RedirectArrival = { events: [{ type: 'signInWithRedirect' }, { type: 'signedIn', user: ada }] };
  const { user: _, ...nobody } = SNAPSHOT;

  test.each<[string, SessionSnapshot, string[]]>([
    ['is told', SNAPSHOT, ['signInWithRedirect', 'signedIn']],
    ['is not once they have signed out', { ...nobody, status: 'signedOut' }, ['signInWithRedirect']],
    [
      'is not once somebody else has signed in',
      { ...SNAPSHOT, user: { ...ada, userId: 'sub-grace' } },
      ['signInWithRedirect'],
    ],
  ])('%s', async (_what, present, heard) => {
    expect(await heardOf(arrival, () => present)).toEqual(heard);
  });
});

test('where the worker cannot tell, whoever connects is told why, and the address keeps the answer', async () => {
  const error = { kind: 'unknown', message: 'The database failed.', recoverySuggestion: 'Again.', retryable: true };
  const worker = { arrive: async () => ({ ok: false, error }) } as unknown as SessionApi;
  expect(await arrive(worker, createEventListeners(), signedIn)).toEqual({ ok: false, error });
  expect(replaced).toEqual([]);
});

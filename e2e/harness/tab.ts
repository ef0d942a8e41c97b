import { expect, type Page } from 'playwright/test';
import type { SessionEventMap } from '../../client/index.js';
import type { SessionState, SessionStatus } from '../../shared/session-state.js';
import type { SignInOutput } from '../../shared/sign-in.js';
import type { SignOutInput, SignOutOutput } from '../../shared/sign-out.js';
import type { SeenEvent } from './window.js';

/** A person in the local user pool. */
export interface Person {
  readonly username: string;
  readonly password: string;
}

const EVENT_TYPES = [
  'signedIn',
  'signedOut',
  'tokenRefresh',
  'tokenRefresh_failure',
  'sessionExpired',
  'signInWithRedirect',
  'signInWithRedirect_failure',
  'customOAuthState',
] as const satisfies readonly (keyof SessionEventMap)[];

/** Waits until the page has the library. A hidden tab draws no frames, by which Playwright would look again. */
export async function waitForLibrary(tab: Page): Promise<void> {
  await tab.waitForFunction(() => window.library !== undefined, undefined, { polling: 50 });
}

/** Puts a session client at `window.auth` and records what it tells, on a page that has the library. */
export async function register(tab: Page, worker = '/session-worker.js'): Promise<void> {
  await waitForLibrary(tab);
  await tab.evaluate(
    async ({ scriptUrl, types }) => {
      const auth = await window.library.registerSessionWorker(scriptUrl);
      window.auth = auth;
      for (const type of types) {
        auth.addEventListener(type, (event) => {
          const { error } = { error: undefined, ...event };
          // An error does not leave the page whole; its data does.
          window.events.push(error === undefined ? event : { ...event, error: error.toData() });
        });
      }
      const record = () => window.states.push(auth.getSnapshot());
      auth.subscribe(record);
      record();
    },
    { scriptUrl: worker, types: EVENT_TYPES },
  );
}

export function signIn(tab: Page, person: Person): Promise<SignInOutput> {
  return tab.evaluate(({ username, password }) => window.auth.signIn({ username, password }), person);
}

export function signOut(tab: Page, input?: SignOutInput): Promise<SignOutOutput> {
  return tab.evaluate((given) => (given === undefined ? window.auth.signOut() : window.auth.signOut(given)), input);
}

export function snapshotOf(tab: Page): Promise<SessionState> {
  return tab.evaluate(() => window.auth.getSnapshot());
}

/** The events that the tab has seen, or the types of those events, oldest first. */
export function eventsOf(tab: Page): Promise<SeenEvent[]> {
  return tab.evaluate(() => window.events);
}

export async function eventTypesOf(tab: Page): Promise<string[]> {
  return (await eventsOf(tab)).map(({ type }) => type);
}

/** Waits until the tab knows this of the session, by being told. */
export async function expectStatus(tab: Page, status: SessionStatus): Promise<void> {
  await expect.poll(async () => (await snapshotOf(tab)).status).toBe(status);
}

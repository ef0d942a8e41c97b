import type { Exposed } from '../browser/tab.js';

/** What the stage writes into each page. */
export interface PageConfig {
  readonly cognitoUrl: string;
  readonly issuer: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly apiUrl: string;
  /** How long this Cognito's tokens live. */
  readonly tokenSeconds: number;
}

export interface Person {
  readonly username: string;
  readonly password: string;
}

declare global {
  interface Window {
    readonly config: PageConfig;
    exposed: Exposed;
    /** The suite's ear: it stays from page to page. */
    readonly report: (payload: string) => void;
  }
}

/** Hands functions to the suite, which calls them by way of `Tab.page`. */
export function expose<Page extends Exposed>(functions: Page): Page {
  window.exposed = functions;
  return functions;
}

/** How long each of these calls takes, one after the other, in milliseconds. */
export async function timeEach(count: number, call: () => Promise<unknown>): Promise<number[]> {
  if (!crossOriginIsolated) throw new Error('The page is not cross-origin isolated: its clock is too coarse.');
  const samples: number[] = [];
  for (let n = 0; n < count; n++) {
    const begun = performance.now();
    await call();
    samples.push(performance.now() - begun);
  }
  return samples;
}

/** An API call as an app makes it. Rejects unless it was answered with 200, so that no refusal counts as a sample. */
export async function callApi(path: string, accessToken?: string): Promise<void> {
  const headers = accessToken === undefined ? {} : { headers: { Authorization: `Bearer ${accessToken}` } };
  const response = await fetch(window.config.apiUrl + path, headers);
  if (response.status !== 200) throw new Error(`The API answered ${response.status} to ${path}.`);
  await response.json();
}

const STARTED_KEY = 'bench: started';

/**
 * Reports how long after the navigation's start the first API response was read, in milliseconds. Where the page had to
 * send the browser elsewhere on the way, the start is that of the first navigation.
 */
export async function reportFirstResponse(call: Promise<void>): Promise<void> {
  try {
    await call;
    const now = performance.timeOrigin + performance.now();
    window.report(JSON.stringify(now - navigationStart()));
    sessionStorage.removeItem(STARTED_KEY);
  } catch (error) {
    window.report(JSON.stringify(String(error)));
  }
}

function navigationStart(): number {
  return Number(sessionStorage.getItem(STARTED_KEY) ?? performance.timeOrigin);
}

/** To be called before the page sends the browser elsewhere. */
export function keepNavigationStart(): void {
  sessionStorage.setItem(STARTED_KEY, String(navigationStart()));
}

/** What the page is to do by itself, of what its address says: `?do=…`. */
export const errand = new URLSearchParams(location.search).get('do');

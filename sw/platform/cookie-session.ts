import { AuthError } from '../../shared/auth-error.js';
import type { BrowserSession } from '../session/ports.js';
import { delay } from './delay.js';

/** Bears a random name and nothing else. */
const COOKIE = 'cognito-session-worker';

/** How long the browser may take to tell or set a cookie, in ms. It takes one or two, and whoever reads the record waits for it. */
const COOKIE_LIMIT_MS = 5_000;

/**
 * A browser session, marked by a cookie without an expiry: browsers drop it when they end (unless they are set to go on
 * where they left off, which brings back cookies and tabs alike). The worker sets and reads it by itself, through the
 * Cookie Store API.
 */
export function createCookieSession(scope: ServiceWorkerGlobalScope): BrowserSession {
  function store(): CookieStore {
    if (scope.cookieStore) return scope.cookieStore;
    throw unsupportedError('it has no Cookie Store API');
  }

  async function withinLimit<T>(work: Promise<T>): Promise<T> {
    const silence = new AbortController();
    const late = delay(COOKIE_LIMIT_MS, silence.signal).then(() => {
      throw silentError();
    });
    late.catch(() => {}); // the browser was quicker
    try {
      return await Promise.race([work, late]);
    } finally {
      silence.abort();
    }
  }

  async function current(): Promise<string | undefined> {
    return (await withinLimit(store().get(COOKIE)))?.value ?? undefined;
  }

  return {
    current,
    // Alone: whoever begins at the same time, in a worker of another scope perhaps, must not give it another name.
    begin: async (name) =>
      await navigator.locks.request(COOKIE, async () => {
        const known = await current();
        if (known !== undefined) return known;
        await withinLimit(store().set({ name: COOKIE, value: name, path: '/', sameSite: 'strict' }));
        // Measured: Firefox 153 drops, without a word, what a service worker sets for http://localhost.
        if ((await current()) !== name) throw unsupportedError('it did not keep the cookie that marks its session');
        return name;
      }),
  };
}

function silentError(): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: `The browser has neither told nor set the cookie that marks its session within ${COOKIE_LIMIT_MS / 1000} s.`,
    recoverySuggestion: 'Try again.',
    retryable: true,
  });
}

function unsupportedError(reason: string): AuthError {
  return new AuthError({
    kind: 'configuration',
    message: `This browser cannot end a session together with itself: ${reason}.`,
    recoverySuggestion: 'Leave session.endWithBrowser out of the configuration, or ask for another browser.',
  });
}

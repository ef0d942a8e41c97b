import type { SessionContext } from './context.js';

/**
 * How long a password is kept, in ms: long enough to fetch a code from the mailbox. The worker is kept alive meanwhile, and
 * Chromium lets no event last for more than 5 minutes. (Firefox ends one after about a minute, and the worker with it.)
 */
const KEPT_MS = 4 * 60_000;

/**
 * Passwords that a tab's auto sign-in will need: in this worker's memory and nowhere else, for minutes. They are gone
 * with the worker.
 */
export interface KeptPasswords {
  keep(tabId: string, password: string): void;
  find(tabId: string): string | undefined;
  forget(tabId: string): void;
}

export function createKeptPasswords({
  background,
  delay,
}: Pick<SessionContext, 'background' | 'delay'>): KeptPasswords {
  const kept = new Map<string, { readonly password: string; readonly end: AbortController }>();

  function forget(tabId: string): void {
    kept.get(tabId)?.end.abort();
    kept.delete(tabId);
  }

  return {
    forget,

    keep(tabId, password) {
      forget(tabId);
      const entry = { password, end: new AbortController() };
      kept.set(tabId, entry);
      // What goes on in the background keeps the worker alive; a forgotten password does not.
      background.run(async () => {
        await delay(KEPT_MS, entry.end.signal);
        if (kept.get(tabId) === entry) kept.delete(tabId);
      });
    },

    find: (tabId) => kept.get(tabId)?.password,
  };
}

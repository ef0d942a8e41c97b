import type { Page } from 'playwright';

/** What came of many calls: how many were answered with each answer, or rejected with each message. */
export interface Outcomes {
  readonly answers: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  /** From the first call to the last answer. */
  readonly ms: number;
  /** How many messages the page sent to the worker for them, not counting what goes through a port. */
  readonly messages: number;
}

/**
 * Makes so many calls at once, and waits until all have settled: for the session, the user and the tokens in turn. The first of a
 * page go by messages, for it has no port to read by yet, and later ones by that port.
 *
 * @param forced so many of them force a refresh, which takes a message.
 */
export function callAtOnce(tab: Page, calls: number, forced = 0): Promise<Outcomes> {
  return tab.evaluate(
    async ([count, forcing]) => {
      const { auth, library } = window;
      const asks = [
        async () => ((await auth.fetchAuthSession()).isSignedIn ? 'signed in' : 'signed out'),
        async () => (await auth.getCurrentUser()).username,
        async () => {
          const session = await auth.fetchAuthSession();
          if (!library.isAuthCognitoTokensProvider(session)) throw new Error('tokens are withheld');
          return (await session.getCognitoTokens()).get().accessToken ? 'tokens' : 'no tokens';
        },
      ];
      const force = async () => ((await auth.fetchAuthSession({ forceRefresh: true })).isSignedIn ? 'forced' : 'lost');
      const step = Math.floor(count / Math.max(forcing, 1));
      let messages = 0;
      const { postMessage } = ServiceWorker.prototype;
      ServiceWorker.prototype.postMessage = new Proxy(postMessage, {
        apply(target, worker, args) {
          messages++;
          Reflect.apply(target, worker, args);
        },
      });
      const began = performance.now();
      const settled = await Promise.allSettled(
        Array.from({ length: count }, (_, n) => (forcing > 0 && n % step === 0 ? force() : asks[n % asks.length]?.())),
      );
      const ms = performance.now() - began;
      ServiceWorker.prototype.postMessage = postMessage;
      const answers: Record<string, number> = {};
      const errors: Record<string, number> = {};
      for (const outcome of settled) {
        const [kind, key] =
          outcome.status === 'fulfilled'
            ? [answers, String(outcome.value)]
            : [errors, (outcome.reason as Error).message];
        kind[key] = (kind[key] ?? 0) + 1;
      }
      return { answers, errors, ms, messages };
    },
    [calls, forced] as const,
  );
}

/** How long a call takes, in ms, where each waits for the one before it. */
export function callInTurn(tab: Page, calls: number): Promise<number> {
  return tab.evaluate(async (count) => {
    const began = performance.now();
    for (let n = 0; n < count; n++) await window.auth.fetchAuthSession();
    return (performance.now() - began) / count;
  }, calls);
}

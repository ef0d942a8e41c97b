import type { Page } from 'playwright';

/** What came of many calls: how many were answered with each access token, or rejected with each message. */
export interface Outcomes {
  readonly tokens: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
}

/** Makes so many calls at once, every other one for a token and the rest for the session, and waits until all have settled. */
export function callAtOnce(tab: Page, calls: number): Promise<Outcomes> {
  return tab.evaluate(async (count) => {
    const tokens: Record<string, number> = {};
    const errors: Record<string, number> = {};
    const session = await window.auth.fetchAuthSession();
    if (!window.library.isAuthCognitoTokensProvider(session)) throw new Error('tokens are withheld');
    const one = async (n: number): Promise<string> => {
      if (n % 2 === 0) return (await session.getCognitoTokens()).get().accessToken;
      if ((await window.auth.fetchAuthSession()).isSignedIn) return 'signed in';
      throw new Error('signed out');
    };
    const settled = await Promise.allSettled(Array.from({ length: count }, (_, n) => one(n)));
    for (const outcome of settled) {
      const [kind, key] =
        outcome.status === 'fulfilled' ? [tokens, outcome.value] : [errors, (outcome.reason as Error).message];
      kind[key] = (kind[key] ?? 0) + 1;
    }
    return { tokens, errors };
  }, calls);
}

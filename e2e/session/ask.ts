import { expect, type Page } from 'playwright/test';
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { CognitoTokens } from '../../shared/session-api.js';

/** What the session contract calls the refresh; pools know it by this operation. */
export const REFRESH = 'GetTokensFromRefreshToken';

/** A result as it can leave a page. */
export type Told<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AuthErrorData };

/** The four accessors' answers, by the columns of the session contract's table. */
export interface Answers {
  readonly isSignedIn: boolean;
  readonly sub: Told<string>;
  readonly id: Told<string>;
  readonly aws: Told<string>;
  readonly jwt: Told<CognitoTokens>;
}

/** Fetches a session and asks all of its accessors; of the credentials it answers the access key's id. */
export function askAll(tab: Page, input: { readonly forceRefresh?: boolean } = {}): Promise<Answers> {
  return tab.evaluate(async (options) => {
    const { isAuthCognitoIdentityProvider, isAuthAWSCredentialsProvider, isAuthCognitoTokensProvider } = window.library;
    const session = await window.auth.fetchAuthSession(options);
    if (
      !isAuthCognitoIdentityProvider(session) ||
      !isAuthAWSCredentialsProvider(session) ||
      !isAuthCognitoTokensProvider(session)
    ) {
      throw new Error('the policy of this test withholds nothing');
    }
    const [sub, id, aws, jwt] = await Promise.all([
      session.getUserSub(),
      session.getIdentityId(),
      session.getAWSCredentials(),
      session.getCognitoTokens(),
    ]);
    const told = <T, U>(
      result: { ok: true; value: T } | { ok: false; error: InstanceType<typeof window.library.AuthError> },
      pick: (value: T) => U,
    ): Told<U> => (result.ok ? { ok: true, value: pick(result.value) } : { ok: false, error: result.error.toData() });
    return {
      isSignedIn: session.isSignedIn,
      sub: told(sub, (value) => value),
      id: told(id, (value) => value),
      aws: told(aws, ({ accessKeyId }) => accessKeyId),
      jwt: told(jwt, (value) => value),
    };
  }, input);
}

/** The tokens, or the error's data. */
export async function askForTokens(tab: Page): Promise<Told<CognitoTokens>> {
  return (await askAll(tab)).jwt;
}

export function forceRefresh(tab: Page): Promise<void> {
  return tab.evaluate(async () => {
    await window.auth.fetchAuthSession({ forceRefresh: true });
  });
}

/** Waits until the access token that this tab's session has now is past its end. The browser's clock is right. */
export async function waitForExpiry(tab: Page): Promise<void> {
  const expiresAt = await tab.evaluate(() => window.auth.getSnapshot().expiresAt);
  if (expiresAt === undefined) throw new Error('nobody is signed in');
  await waitUntil(expiresAt);
}

export async function waitUntil(time: number): Promise<void> {
  await expect.poll(() => Date.now() - time, { timeout: 30_000 }).toBeGreaterThan(0);
}

import type { Page } from 'playwright/test';
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { CognitoTokens } from '../../shared/session-api.js';

export type Told =
  | { readonly ok: true; readonly value: CognitoTokens }
  | { readonly ok: false; readonly error: AuthErrorData };

/** What the accessor of the tokens answers, as it can leave a page. */
export function askForTokensOnly(tab: Page): Promise<Told> {
  return tab.evaluate(async () => {
    const session = await window.auth.fetchAuthSession();
    if (!window.library.isAuthCognitoTokensProvider(session)) throw new Error('the tokens are withheld');
    const result = await session.getCognitoTokens();
    return result.ok ? { ok: true, value: result.value } : { ok: false, error: result.error.toData() };
  });
}

import { AuthError } from '../../shared/auth-error.js';

/**
 * The configured address to come back to from a page: the one that is asked for; otherwise that of the page's own path, or
 * the first of its origin. An address of another origin will not do, for the session is this origin's.
 *
 * @param field where the addresses are configured, for the errors: `redirectSignIn` or `redirectSignOut`.
 * @throws AuthError of kind `configuration`; `validation` where the one that is asked for is not configured.
 */
export function chooseRedirectUrl(
  field: 'redirectSignIn' | 'redirectSignOut',
  configured: readonly string[],
  pageUrl: string,
  wanted?: string,
): string {
  if (wanted !== undefined) {
    if (configured.includes(wanted)) return wanted;
    throw new AuthError({
      kind: 'validation',
      message: `oauth.redirectUrl is not one of managedLogin.${field} in the worker's configuration.`,
      recoverySuggestion: `Pass one of them, letter by letter, or leave oauth.redirectUrl out.`,
    });
  }
  const page = new URL(pageUrl);
  const ofOrigin = configured.filter((url) => new URL(url).origin === page.origin);
  const chosen = ofOrigin.find((url) => new URL(url).pathname === page.pathname) ?? ofOrigin[0];
  if (chosen !== undefined) return chosen;
  throw new AuthError({
    kind: 'configuration',
    message: `None of managedLogin.${field} in the worker's configuration is an address of ${page.origin}.`,
    recoverySuggestion: `Add one to the configuration given to startSessionWorker, and to the app client's allowed URLs.`,
  });
}

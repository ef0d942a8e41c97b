import type { RedirectCallback } from '../session/ports.js';

/**
 * Managed login's answer in an address: `code` or `error`, and `state`, at one of the configured addresses (RFC 6749, sections
 * 4.1.2 and 4.1.2.1). A query that was configured has to be there as well, and other parameters do no harm. Undefined for every
 * other address, such as one with an `error` of the app's own.
 */
export function readCallback(redirectSignIn: readonly string[], address: string): RedirectCallback | undefined {
  const url = new URL(address);
  const { searchParams } = url;
  const state = searchParams.get('state');
  if (!state || (!searchParams.get('code') && !searchParams.get('error'))) return undefined;
  const redirectUri = redirectSignIn.find((configured) => isAt(url, new URL(configured)));
  return redirectUri === undefined ? undefined : { state, redirectUri, parameters: searchParams.toString() };
}

function isAt(url: URL, configured: URL): boolean {
  return (
    url.origin === configured.origin &&
    url.pathname === configured.pathname &&
    [...configured.searchParams].every(([name, value]) => url.searchParams.getAll(name).includes(value))
  );
}

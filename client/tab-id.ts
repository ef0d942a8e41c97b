const KEY = 'cognito-session-worker:tab';

/**
 * Names this tab, across its reloads and navigations: a sign-in that was begun here goes on here. (A client's id changes
 * at every reload.) Where sessionStorage is denied the name lasts as long as the page.
 */
export function readTabId(): string {
  const fresh = crypto.randomUUID();
  try {
    const known = sessionStorage.getItem(KEY);
    if (known) return known;
    sessionStorage.setItem(KEY, fresh);
  } catch {
    // Denied: by a setting of the user, or by a sandbox.
  }
  return fresh;
}

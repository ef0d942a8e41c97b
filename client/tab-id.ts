const KEY = 'cognito-session-worker:tab';

/**
 * Names this tab, across its reloads and navigations: a sign-in that was begun here goes on here. (A client's id changes
 * at every reload.) Where sessionStorage is denied the name lasts as long as the page.
 *
 * A tab that is opened from this one begins with a copy of its sessionStorage, and is to have a name of its own. So the name
 * lies there only while nobody looks at this page: the browser is leaving it then, or may discard it.
 */
export function readTabId(): string {
  let tabId: string = crypto.randomUUID();
  try {
    tabId = sessionStorage[KEY] ?? tabId;
    const keep = () => {
      if (document.hidden) sessionStorage[KEY] = tabId;
      else delete sessionStorage[KEY];
    };
    keep();
    document.addEventListener('visibilitychange', keep);
  } catch {
    // Denied: by a setting of the user, or by a sandbox.
  }
  return tabId;
}

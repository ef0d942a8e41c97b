const KEY = 'cognito-session-worker:tab';

/** One for the page, however many workers it registers. */
let tabId: string | undefined;

/**
 * Names this tab, across its reloads and navigations: a sign-in that was begun here goes on here. (A client's id changes
 * at every reload.) Where sessionStorage is denied the name lasts as long as the page, and so does that of a frame, which shares
 * the storage of the page around it.
 *
 * A tab that is opened from this one begins with a copy of its sessionStorage, and is to have a name of its own. So the name
 * lies there only while nobody looks at this page: the browser is leaving it then, or may discard it.
 */
export function readTabId(): string {
  if (!tabId && !frameElement) {
    keep();
    document.addEventListener('visibilitychange', keep);
  }
  tabId ??= crypto.randomUUID();
  return tabId;
}

function keep(): void {
  try {
    tabId ??= sessionStorage[KEY] ?? crypto.randomUUID();
    if (document.hidden) sessionStorage[KEY] = tabId;
    else delete sessionStorage[KEY];
  } catch {
    // Denied, by a setting of the user or by a sandbox; or full.
  }
}

import type * as Library from '../../client/index.js';
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { SessionState, SessionUser } from '../../shared/session-state.js';

/** An event as a tab saw it: plain data, so that it can leave the page. */
export interface SeenEvent {
  readonly type: keyof Library.SessionEventMap;
  readonly user?: SessionUser;
  readonly customState?: string;
  readonly error?: AuthErrorData;
}

declare global {
  interface Window {
    /** Everything that the page's entry exports. */
    library: typeof Library;
    /** The tab's client, from `openTab` on. */
    auth: Library.SessionClient;
    /** Every event since the tab was opened, oldest first. */
    events: SeenEvent[];
    /** Every state that the tab went through, the first included. */
    states: SessionState[];
    /** Lets a passkey's ceremony go on, on a page where it waits for this. */
    confirmPresence?: () => void;
  }
}

import type { AuthErrorData } from './auth-error.js';
import type { SessionUser } from './session-state.js';

/** A provider that user pools know by a name of their own. */
export type RedirectProvider = 'Amazon' | 'Apple' | 'Facebook' | 'Google';

/**
 * Input of `signInWithRedirect`, as in Amplify JS v6. Of Amplify's options only `authSessionOpener`, a function for native
 * apps, is not taken.
 */
export interface SignInWithRedirectInput {
  /**
   * Sends the user straight to this provider: one that Cognito knows, one by the name that it has in the user pool
   * (`custom`), or one by an identifier such as the domain of an email address (`idpIdentifier`). Without it managed login
   * offers all that the client has. (Amplify asks for `COGNITO` then, which keeps `loginHint` from working.)
   */
  readonly provider?: RedirectProvider | { readonly custom: string } | { readonly idpIdentifier: string };
  /** Comes back with the event `customOAuthState` after a success. It stays in the browser: Cognito never sees it. */
  readonly customState?: string;
  readonly options?: {
    /** A user name, email address or phone number to fill in. */
    readonly loginHint?: string;
    /** The language of the pages, such as `de` or `pt-BR`. */
    readonly lang?: string;
    /** Whether a user who has a session with managed login is asked again. `NONE` fails rather than ask. */
    readonly prompt?: 'NONE' | 'LOGIN' | 'CONSENT' | 'SELECT_ACCOUNT';
    /** Stands in the ID token, for a server of yours that wants to see it there. The worker makes one unless given. */
    readonly nonce?: string;
    /** Has no effect in a browser, as in Amplify. */
    readonly preferPrivateSession?: boolean;
  };
}

/** What windows are told of a sign-in with managed login: events of the page's API, as plain data. */
export type RedirectEventData =
  | { readonly type: 'customOAuthState'; readonly customState: string }
  | { readonly type: 'signInWithRedirect' }
  | { readonly type: 'signInWithRedirect_failure'; readonly error: AuthErrorData };

/** How the last sign-in with managed login ended. */
export interface RedirectOutcome {
  /** Tells it from the one before; absent while there was none. */
  readonly id?: string;
  readonly events: readonly RedirectEventData[];
  /**
   * Whether the window that gets this answer has come back from managed login, and is to call `arrive`. Absent where no window
   * is answered, and from a worker of an earlier version, which does not know.
   */
  readonly hasReturned?: boolean;
}

/** What a page that has just been loaded learns: how the sign-in ended that brought it here, and where it should be. */
export interface RedirectArrival {
  /** None where another window was told already. */
  readonly events: readonly (RedirectEventData | { readonly type: 'signedIn'; readonly user?: SessionUser })[];
  /** The page's address without the answer of managed login; absent where that was never in it. */
  readonly cleanUrl?: string;
}

import type { AuthError } from './auth-error.js';

/** Input of `signOut`, as in Amplify JS v6. */
export interface SignOutInput {
  /** Sign the user out on every device (`GlobalSignOut`). */
  readonly global?: boolean;
  readonly oauth?: {
    /**
     * Where to go after a sign-in with managed login has ended: one of `managedLogin.redirectSignOut`. Otherwise the one that
     * fits the page best.
     */
    readonly redirectUrl?: string;
  };
}

/** Every tab is signed out in either case; `partial` says what the service has not been told yet. */
export type SignOutOutput =
  | { readonly status: 'complete' }
  | {
      readonly status: 'partial';
      /** The refresh token is not revoked yet; the worker keeps trying. */
      readonly revokeTokenError?: AuthError;
      /** Other devices may still be signed in: it was refused, or nobody is signed in here any more. */
      readonly globalSignOutError?: AuthError;
      /** The cookie session of managed login could not be ended: the next sign-in may not ask for a password. */
      readonly logoutError?: AuthError;
    };

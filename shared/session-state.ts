/** The signed-in user, as far as every page may know: nothing here can be replayed as a credential. */
export interface SessionUser {
  /** The user name in the pool, claim `cognito:username`. */
  readonly username: string;
  /** The claim `sub`: a UUID that never changes. */
  readonly userId: string;
}

/**
 * - `signedOut`: nobody is signed in (a guest may be using the identity pool).
 * - `signedIn`: somebody is.
 * - `sessionExpired`: somebody was, and the service, or the application's policy, has ended the sign-in; they have to sign in again.
 */
export type SessionStatus = 'signedOut' | 'signedIn' | 'sessionExpired';

/** What every page knows of the session without asking. */
export interface SessionState {
  readonly status: SessionStatus;
  /** True while `status` is `signedIn` or `sessionExpired`, as in Amplify Swift. */
  readonly isSignedIn: boolean;
  /** Present while `isSignedIn`, unless an identity was federated without a user pool. */
  readonly user?: SessionUser;
  /** When the access token expires, in milliseconds since the epoch on this machine's clock. */
  readonly expiresAt?: number;
}

/** An end of the session that the application's policy has set, and that only the user's activity may put off. */
export interface PlannedEnd {
  /** `idle`: nobody used the application, in any tab. `absoluteLifetime`: the sign-in has lasted long enough. */
  readonly reason: 'idle' | 'absoluteLifetime';
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/** Which of the optional accessors the worker's policy grants to pages. */
export interface GrantedProviders {
  readonly awsCredentials: boolean;
  readonly cognitoTokens: boolean;
}

import { AuthError, type AuthErrorData } from '../shared/auth-error.js';
import type { SessionSnapshot } from '../shared/protocol.js';
import type { PlannedEnd, SessionUser } from '../shared/session-state.js';
import { withErrors } from './with-errors.js';

/** What happened to the session, in whichever tab it was caused. Names as in Amplify JS, and `sessionExpired`. */
export interface SessionEventMap {
  /** `user` is absent where an identity was federated without a user pool. */
  signedIn: { readonly type: 'signedIn'; readonly user?: SessionUser };
  signedOut: { readonly type: 'signedOut' };
  tokenRefresh: { readonly type: 'tokenRefresh' };
  /** A renewal failed. The session goes on, and the worker tries again. */
  tokenRefresh_failure: { readonly type: 'tokenRefresh_failure'; readonly error: AuthError };
  /** Somebody has signed in with managed login. */
  signInWithRedirect: { readonly type: 'signInWithRedirect' };
  /** A sign-in with managed login has failed, or an answer came that belongs to none; nobody was signed in by it. */
  signInWithRedirect_failure: { readonly type: 'signInWithRedirect_failure'; readonly error: AuthError };
  /** What was given to `signInWithRedirect` as `customState` is back, before the event `signInWithRedirect`. */
  customOAuthState: { readonly type: 'customOAuthState'; readonly customState: string };
  /** The application's policy will end the sign-in soon; the user's activity puts off an `idle` end. */
  sessionExpiring: { readonly type: 'sessionExpiring' } & PlannedEnd;
  /** The service, or the application's policy, has ended the sign-in: the user has to sign in again. */
  sessionExpired: { readonly type: 'sessionExpired'; readonly error: AuthError };
}

/** Any one of the events in {@link SessionEventMap}. */
export type SessionEvent = SessionEventMap[keyof SessionEventMap];

/**
 * The events that lead from one snapshot to a later one. Each window tells its events from what it knew before, so that
 * none is lost with a message and none comes twice, however often a snapshot does.
 */
export function eventsBetween(before: SessionSnapshot, after: SessionSnapshot): SessionEvent[] {
  const { status, user, redirect, failure, ended } = after;
  const isAnother = before.sessionId !== after.sessionId;
  const wasSignedIn = before.status === 'signedIn';
  const events: SessionEvent[] = [];
  // What a worker says that knows of managed login, after one that does not, is no news.
  if (redirect && before.redirect && redirect.id !== before.redirect.id)
    events.push(...redirect.events.map(withErrors<SessionEvent>));
  if (isAnother) {
    const hasLeft = wasSignedIn || (before.status === 'sessionExpired' && status === 'signedOut');
    if (hasLeft) events.push({ type: 'signedOut' });
    if (status !== 'signedOut') events.push({ type: 'signedIn', ...(user && { user }) });
  }
  if (status === 'sessionExpired' && (isAnother || wasSignedIn)) {
    // The worker says why whenever it says that a sign-in is over.
    const error = new AuthError({ ...(ended as AuthErrorData), kind: 'sessionExpired' });
    events.push({ type: 'sessionExpired', error });
  } else if (!isAnother) {
    const isRenewed = after.renewals > before.renewals;
    if (isRenewed) events.push({ type: 'tokenRefresh' });
    if (failure && after.failures > (isRenewed ? 0 : before.failures)) {
      events.push({ type: 'tokenRefresh_failure', error: new AuthError(failure) });
    }
  }
  return events;
}

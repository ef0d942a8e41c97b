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
  const { redirect } = after;
  const isNews = redirect && redirect.id !== before.redirect?.id;
  return [
    ...(isNews ? redirect.events.map((event) => withErrors<SessionEvent>(event)) : []),
    ...sessionEvents(before, after),
  ];
}

function sessionEvents(before: SessionSnapshot, after: SessionSnapshot): SessionEvent[] {
  if (before.sessionId !== after.sessionId) {
    const left = before.status === 'signedIn' || (before.status === 'sessionExpired' && after.status === 'signedOut');
    return [...(left ? [{ type: 'signedOut' } as const] : []), ...arrival(after)];
  }
  if (before.status === 'signedIn' && after.status === 'sessionExpired') return [expiry(after)];
  const events: SessionEvent[] = [];
  if (after.renewals > before.renewals) events.push({ type: 'tokenRefresh' });
  const knownFailures = after.renewals > before.renewals ? 0 : before.failures;
  if (after.failure && after.failures > knownFailures) {
    events.push({ type: 'tokenRefresh_failure', error: AuthError.fromData(after.failure) });
  }
  return events;
}

function arrival(after: SessionSnapshot): SessionEvent[] {
  if (after.status === 'signedOut') return [];
  const signedIn: SessionEvent = { type: 'signedIn', ...(after.user && { user: after.user }) };
  return after.status === 'sessionExpired' ? [signedIn, expiry(after)] : [signedIn];
}

/** The worker says why whenever it says that a sign-in is over. */
function expiry({ ended }: SessionSnapshot): SessionEvent {
  const reason = ended as AuthErrorData;
  return { type: 'sessionExpired', error: AuthError.fromData({ ...reason, kind: 'sessionExpired' }) };
}

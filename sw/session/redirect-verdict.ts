import { AuthError } from '../../shared/auth-error.js';
import type { PendingRedirect, SessionRecord } from './record.js';

/** A user may come back after a while, with a code by email or a new password; managed login's own cookie lives an hour. */
export const REDIRECT_LIFE_MS = 60 * 60_000;

/** The flow of a state parameter: what stands before its dot. */
export function flowIdOf(state: string): string {
  return state.split('.', 1)[0] ?? '';
}

/** The sign-in that an answer belongs to, if it may be brought to an end; or the error that says why it may not. */
export function judgeRedirect(record: SessionRecord, flowId: string, now: number): PendingRedirect | AuthError {
  const { redirects = {} } = record;
  const pending = Object.hasOwn(redirects, flowId) ? redirects[flowId] : undefined;
  if (!pending) return unknownRedirectError();
  if (pending.stage === 'concluded') return usedRedirectError();
  if (pending.stage === 'exchanging') return interruptedRedirectError();
  return pending.expiresAt <= now ? expiredRedirectError() : pending;
}

const BEGIN_AGAIN = 'Call signInWithRedirect again.';

/** Also for a state that was altered: whether it was forged or forgotten cannot be told. */
export const unknownRedirectError = () =>
  new AuthError({
    kind: 'invalidState',
    message:
      'An answer of managed login came that belongs to no sign-in of this browser, or to one begun too long ago.',
    recoverySuggestion: BEGIN_AGAIN,
  });

const usedRedirectError = () =>
  new AuthError({
    kind: 'invalidState',
    message: 'An answer of managed login came a second time.',
    recoverySuggestion: `Look at the present session. ${BEGIN_AGAIN}`,
  });

const interruptedRedirectError = () =>
  new AuthError({
    kind: 'service',
    code: 'interrupted',
    message: 'The sign-in with managed login was interrupted while its code was exchanged.',
    recoverySuggestion: BEGIN_AGAIN,
    retryable: true,
  });

const expiredRedirectError = () =>
  new AuthError({
    kind: 'invalidState',
    message: `The sign-in with managed login took longer than ${REDIRECT_LIFE_MS / 60_000} minutes.`,
    recoverySuggestion: BEGIN_AGAIN,
  });

export const noManagedLoginError = () =>
  new AuthError({
    kind: 'configuration',
    message: "The worker's configuration has no managedLogin, so nobody can sign in with a redirect.",
    recoverySuggestion: 'Add managedLogin to the configuration given to startSessionWorker.',
  });

import { AuthError } from '../../shared/auth-error.js';
import { federatedError, sessionExpiredError, signedOutError, supersededSessionError } from './errors.js';
import type { SessionRecord, SignIn, SignInTokens } from './record.js';

/** A sign-in that can still be used. */
export type LiveSignIn = SignIn & { readonly tokens: SignInTokens };

/** Whether the session is somebody's, and not a guest's or nobody's. */
export function isSomebody({ signIn, federation }: SessionRecord): boolean {
  return signIn !== undefined || federation !== undefined;
}

/** The live sign-in, or the error that says why there is none. */
export function liveSignIn(record: SessionRecord): LiveSignIn | AuthError {
  const { signIn, federation } = record;
  if (federation) return federatedError();
  if (!signIn) return signedOutError();
  const { tokens } = signIn;
  if (!tokens) return sessionExpiredError(signIn.ended ?? signedOutError().toData());
  return { ...signIn, tokens };
}

/** As {@link liveSignIn}, but throws the error. */
export function requireLiveSignIn(record: SessionRecord): LiveSignIn {
  const signIn = liveSignIn(record);
  if (signIn instanceof AuthError) throw signIn;
  return signIn;
}

/** Throws unless `sessionId` names the sign-in (or the signed-out time) that the record is in. */
export function requireSession(record: SessionRecord, sessionId: string): void {
  if (record.sessionId === sessionId) return;
  throw isSomebody(record) ? supersededSessionError() : signedOutError();
}

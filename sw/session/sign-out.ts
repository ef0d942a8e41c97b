import type { AuthError } from '../../shared/auth-error.js';
import type { SignOutData } from '../../shared/session-api.js';
import type { SignOutInput } from '../../shared/sign-out.js';
import type { WithAccessToken } from './access-token.js';
import { signedOut } from './changes.js';
import type { SessionContext } from './context.js';
import { signedOutError, toAuthError } from './errors.js';
import type { LogoutDue, SessionRecord } from './record.js';
import type { SessionWindow } from './redirect-sign-in.js';
import { noManagedLoginError } from './redirect-verdict.js';
import type { Revocation } from './revocation.js';

/**
 * How long the tab that signed out may ask again for the address that ends the cookie session: a call whose answer was lost
 * is made a second time.
 */
const LOGOUT_REPEATABLE_MS = 60_000;

/** The call of a window. */
export interface SignOutCall extends Pick<SessionWindow, 'tabId' | 'url'> {
  /** The same where it is made again. */
  readonly callId?: string;
}

/**
 * Signs out in every tab, whether or not the service can be reached. The window that calls is sent to managed login
 * (`logoutUrl`), where that has a cookie session to be ended. A call that is made again, because its worker has died once it was
 * done, ends nobody else's session.
 */
export type SignOut = (
  input: SignOutInput,
  from?: SignOutCall,
) => Promise<SignOutData & { readonly logoutUrl?: string }>;

export function createSignOut(
  context: SessionContext,
  withAccessToken: WithAccessToken,
  revocation: Revocation,
): SignOut {
  const { door, time, uniqueId } = context;

  /** Where the page has to go, to end managed login's cookie session. Offline it stays: it would come to no page at all. */
  function leave(
    pageUrl: string,
    redirectUrl: string | undefined,
    revokeTokenError: AuthError | undefined,
  ): { readonly logoutUrl?: string; readonly logoutError?: AuthError } {
    if (revokeTokenError?.code === 'network') return { logoutError: revokeTokenError };
    try {
      if (!context.managedLogin) throw noManagedLoginError();
      return { logoutUrl: context.managedLogin.logoutUrl(pageUrl, redirectUrl) };
    } catch (thrown) {
      return { logoutError: toAuthError(thrown) };
    }
  }

  /** Answers the error where it could not be done. */
  async function signOutEverywhere(isOver: boolean): Promise<AuthError | undefined> {
    const { userPool } = context;
    if (!userPool) return undefined;
    try {
      if (isOver) throw signedOutError();
      await withAccessToken((accessToken, signal) => userPool.globalSignOut(accessToken, signal));
      return undefined;
    } catch (thrown) {
      return toAuthError(thrown);
    }
  }

  /**
   * Signs out whoever is there when it is written, also somebody who has signed in meanwhile. Each write names the session
   * it means: one that the database gave up on, and does late all the same, ends no later session.
   */
  async function signOutHere(logout: LogoutDue | undefined, callId: string | undefined): Promise<SessionRecord> {
    const revocationId = uniqueId();
    const newSessionId = uniqueId();
    for (;;) {
      const { generation } = await door.readAsStored();
      const change = signedOut({
        generation,
        newSessionId,
        revocationId,
        ...(logout && { logout }),
        ...(callId && { callId }),
      });
      const after = await door.begin(newSessionId, change);
      if (after.sessionId === newSessionId) return after;
    }
  }

  return async ({ global = false, oauth }, from) => {
    // An address that is not allowed is refused before anything is done.
    if (from && oauth?.redirectUrl !== undefined) context.managedLogin?.logoutUrl(from.url, oauth.redirectUrl);
    const before = await door.readAsStored();
    const isRepeated = from?.callId !== undefined && before.signOutCalls?.includes(from.callId) === true;
    // Also where nobody is signed in any more: it is not known then whether others are signed out.
    const globalSignOutError = global ? await signOutEverywhere(isRepeated) : undefined;
    const { now } = time.read();
    const logout = from && { tabId: from.tabId, until: now + LOGOUT_REPEATABLE_MS };
    const after = isRepeated ? before : await signOutHere(logout, from?.callId);
    const pending = after.revocations.at(-1);
    const revokeTokenError = pending && (await revocation.revoke(pending));
    const isLogoutDue = after.logoutDue && after.logoutDue.tabId === from?.tabId && after.logoutDue.until > now;
    const { logoutUrl, logoutError } = isLogoutDue ? leave(from.url, oauth?.redirectUrl, revokeTokenError) : {};
    const shared = { ...(logoutUrl !== undefined && { logoutUrl }) };
    if (!globalSignOutError && !revokeTokenError && !logoutError) return { status: 'complete', ...shared };
    return {
      status: 'partial',
      ...shared,
      ...(revokeTokenError && { revokeTokenError: revokeTokenError.toData() }),
      ...(globalSignOutError && { globalSignOutError: globalSignOutError.toData() }),
      ...(logoutError && { logoutError: logoutError.toData() }),
    };
  };
}

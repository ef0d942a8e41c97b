import type { AuthError } from '../../shared/auth-error.js';
import type { SignOutData } from '../../shared/session-api.js';
import type { SignOutInput } from '../../shared/sign-out.js';
import type { WithAccessToken } from './access-token.js';
import { signedOut } from './changes.js';
import type { SessionContext } from './context.js';
import { toAuthError } from './errors.js';
import type { SessionRecord } from './record.js';
import type { Revocation } from './revocation.js';

/** Signs out in every tab, whether or not the service can be reached. */
export type SignOut = (input: SignOutInput) => Promise<SignOutData>;

export function createSignOut(
  context: SessionContext,
  withAccessToken: WithAccessToken,
  revocation: Revocation,
): SignOut {
  const { door, uniqueId } = context;

  /** Answers the error where it could not be done. */
  async function signOutEverywhere(): Promise<AuthError | undefined> {
    const { userPool } = context;
    if (!userPool) return undefined;
    try {
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
  async function signOutHere(revocationId: string): Promise<SessionRecord> {
    const newSessionId = uniqueId();
    for (;;) {
      const { generation } = await door.read();
      const { after } = await door.change(signedOut({ generation, newSessionId, revocationId }));
      if (after.sessionId === newSessionId) return after;
    }
  }

  return async ({ global = false }) => {
    const wasSignedIn = (await door.read()).signIn?.tokens !== undefined;
    const globalSignOutError = global && wasSignedIn ? await signOutEverywhere() : undefined;
    const revocationId = uniqueId();
    const { revocations } = await signOutHere(revocationId);
    const pending = revocations.find(({ id }) => id === revocationId);
    const revokeTokenError = pending && (await revocation.revoke(pending));
    if (!globalSignOutError && !revokeTokenError) return { status: 'complete' };
    return {
      status: 'partial',
      ...(revokeTokenError && { revokeTokenError: revokeTokenError.toData() }),
      ...(globalSignOutError && { globalSignOutError: globalSignOutError.toData() }),
    };
  };
}

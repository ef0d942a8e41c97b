import type { AuthError } from '../../shared/auth-error.js';
import type { SignOutData } from '../../shared/session-api.js';
import type { SignOutInput } from '../../shared/sign-out.js';
import { signedOut } from './changes.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { toAuthError } from './errors.js';
import type { Revocation } from './revocation.js';
import type { Flight } from './single-flight.js';
import { requireLiveSignIn } from './state-of.js';
import { areTokensExpired } from './validity.js';

const GLOBAL_SIGN_OUT_LIMIT_MS = 10_000; // the user waits: one request, no retries

/** Signs out in every tab, whether or not the service can be reached. */
export type SignOut = (input: SignOutInput) => Promise<SignOutData>;

export function createSignOut(context: SessionContext, renewTokens: Flight, revocation: Revocation): SignOut {
  const { door, sealer, time, uniqueId } = context;

  /** `GlobalSignOut` wants a valid access token. Answers the error where it could not be done. */
  async function signOutEverywhere(): Promise<AuthError | undefined> {
    const { userPool } = context;
    if (!userPool) return undefined;
    try {
      if (areTokensExpired(requireLiveSignIn(await door.read()).tokens, time.read())) await renewTokens(false);
      const { tokens } = requireLiveSignIn(await door.read());
      const { accessToken } = await sealer.unseal(tokens.sealed, 'tokens');
      await withDeadline(context, 'The global sign-out', GLOBAL_SIGN_OUT_LIMIT_MS, (signal) =>
        userPool.globalSignOut(accessToken, signal),
      );
      return undefined;
    } catch (thrown) {
      return toAuthError(thrown);
    }
  }

  return async ({ global = false }) => {
    const wasSignedIn = (await door.read()).signIn?.tokens !== undefined;
    const globalSignOutError = global && wasSignedIn ? await signOutEverywhere() : undefined;
    const revocationId = uniqueId();
    const { after } = await door.change(signedOut({ newSessionId: uniqueId(), revocationId }));
    const pending = after.revocations.find(({ id }) => id === revocationId);
    const revokeTokenError = pending && (await revocation.revoke(pending));
    if (!globalSignOutError && !revokeTokenError) return { status: 'complete' };
    return {
      status: 'partial',
      ...(revokeTokenError && { revokeTokenError: revokeTokenError.toData() }),
      ...(globalSignOutError && { globalSignOutError: globalSignOutError.toData() }),
    };
  };
}

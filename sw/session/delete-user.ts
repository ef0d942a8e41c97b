import type { WithAccessToken } from './access-token.js';
import type { AccountOperations } from './account.js';
import { userDeleted } from './changes.js';
import type { SessionContext } from './context.js';
import { noUserPoolError, toAuthError } from './errors.js';

/** Deletes the signed-in user, and then signs out in every tab. Nothing is left to be revoked: no token outlives its user. */
export function createDeleteUser(
  { door, uniqueId }: SessionContext,
  operations: AccountOperations | undefined,
  withAccessToken: WithAccessToken,
): () => Promise<void> {
  return async () => {
    if (!operations) throw noUserPoolError();
    const generation = await withAccessToken(async (accessToken, signal, ofSignIn) => {
      await operations.deleteUser(accessToken, undefined, signal).catch(unlessAlreadyDeleted);
      return ofSignIn;
    });
    await door.change(userDeleted({ generation, newSessionId: uniqueId() }));
  };
}

/** An earlier call may have deleted the user, and its answer been lost: what was to be done is done. */
function unlessAlreadyDeleted(thrown: unknown): void {
  if (toAuthError(thrown).service?.name !== 'UserNotFoundException') throw thrown;
}

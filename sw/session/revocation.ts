import type { AuthError } from '../../shared/auth-error.js';
import { backoff, isPausing } from './backoff.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { toAuthError } from './errors.js';
import type { PendingRevocation, SessionRecord } from './record.js';
import { revocationDone, revocationFailed } from './revocation-changes.js';

/** A user waits for the sign-out's answer meanwhile: one request, and the rest later. */
const REVOCATION_LIMIT_MS = 10_000;

/** Tells the service of refresh tokens that nobody may use any more. What cannot be told now stays in the store. */
export interface Revocation {
  /** Sends one revocation. Answers the error if it could not be done, and never rejects: the session is over in any case. */
  revoke(pending: PendingRevocation): Promise<AuthError | undefined>;
  /** Sends those whose time has come. */
  revokeDue(record: SessionRecord): Promise<void>;
}

export function createRevocation(context: SessionContext): Revocation {
  const { door, sealer, time, random, userPool } = context;
  const underWay = new Set<string>();

  async function revoke(pending: PendingRevocation): Promise<AuthError | undefined> {
    if (!userPool) return undefined;
    underWay.add(pending.id);
    try {
      const { refreshToken } = await sealer.unseal(pending.sealed, 'tokens');
      await withDeadline(context, 'The revocation of the refresh token', REVOCATION_LIMIT_MS, (signal) =>
        userPool.revoke(refreshToken, signal),
      );
      await door.change(revocationDone(pending.id));
      return undefined;
    } catch (thrown) {
      const error = toAuthError(thrown);
      const retryAt = time.read().now + backoff(pending.failures + 1, random());
      // What the service refuses once it will refuse again: the token is dead already, or cannot be revoked.
      const note = error.retryable ? revocationFailed(pending.id, retryAt) : revocationDone(pending.id);
      // Where the database does not take the note, the revocation is sent once more, which does no harm.
      await door.change(note).catch(() => {});
      return error;
    } finally {
      underWay.delete(pending.id);
    }
  }

  return {
    revoke,
    async revokeDue({ revocations }) {
      const reading = time.read();
      for (const pending of revocations) {
        if (!isPausing(pending, reading) && !underWay.has(pending.id)) await revoke(pending);
      }
    },
  };
}

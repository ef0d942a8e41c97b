/** The ways in which the queue of revocations changes. Sign-out, and tokens that come too late, add to it. */
import type { Change } from './changes.js';
import type { UserPoolTokens } from './ports.js';
import type { PendingRevocation, Sealed, SessionRecord } from './record.js';

/** Nobody may use these tokens any more. */
export function toRevoke(id: string, sealed: Sealed<UserPoolTokens>): PendingRevocation {
  return { id, sealed, failures: 0, retryAt: 0 };
}

/** Queues tokens for revocation, once. */
function revocationsWith(record: SessionRecord, added: PendingRevocation): readonly PendingRevocation[] {
  const isQueued = record.revocations.some(({ id }) => id === added.id);
  return isQueued ? record.revocations : [...record.revocations, added];
}

/** Tokens that nobody will ever use are to be revoked. */
export function revocationQueued(id: string, sealed: Sealed<UserPoolTokens>): Change {
  return (record) => ({ ...record, revocations: revocationsWith(record, toRevoke(id, sealed)) });
}

export function revocationDone(id: string): Change {
  return (record) => {
    const revocations = record.revocations.filter((pending) => pending.id !== id);
    return revocations.length === record.revocations.length ? record : { ...record, revocations };
  };
}

export function revocationFailed(id: string, retryAt: number): Change {
  return (record) => ({
    ...record,
    revocations: record.revocations.map((pending) =>
      pending.id === id ? { ...pending, failures: pending.failures + 1, retryAt } : pending,
    ),
  });
}

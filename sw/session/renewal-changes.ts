/** The ways in which a renewal of the tokens changes the record. */
import type { AuthErrorData } from '../../shared/auth-error.js';
import { LONGEST_PAUSE_MS } from './backoff.js';
import { type Change, holds, type SealedTokens, type TokensInUse } from './changes.js';
import type { RefreshAttempt, Sealed, SessionRecord } from './record.js';
import { revocationQueued } from './revocation-changes.js';
import { without } from './without.js';

/** Whether the very same value was sealed by the very same act: no IV is used twice. */
function isSameSeal<T>(a: Sealed<T>, b: Sealed<T> | undefined): boolean {
  return b !== undefined && a.iv.length === b.iv.length && a.iv.every((byte, index) => byte === b.iv[index]);
}

/**
 * A refresh is about to go out. However long the background was to pause: should the answer be lost, it has to ask for it
 * within the grace period.
 */
export function attemptBegun(by: TokensInUse & Omit<RefreshAttempt, 'tokensVersion'>): Change {
  return (record) => {
    if (!holds(record, by)) return record;
    const { tokensFailure } = record;
    return {
      ...record,
      attempt: { id: by.id, startedAt: by.startedAt, tokensVersion: by.tokensVersion },
      ...(tokensFailure && {
        tokensFailure: {
          ...tokensFailure,
          retryAt: Math.min(tokensFailure.retryAt, by.startedAt + LONGEST_PAUSE_MS),
        },
      }),
    };
  };
}

/**
 * A refresh has brought tokens. If the sign-in they belong to is over they change nothing, and are queued for revocation
 * where the pool has rotated the refresh token (`rotated`).
 */
export function tokensRenewed(
  by: TokensInUse & { readonly tokens: SealedTokens; readonly rotated: boolean; readonly revocationId: string },
): Change {
  return (record) => {
    if (!holds(record, by) || !record.signIn) {
      if (!by.rotated || isSameSeal(by.tokens.sealed, record.signIn?.tokens?.sealed)) return record;
      return revocationQueued(by.revocationId, by.tokens.sealed)(record);
    }
    return {
      ...without(record, 'attempt', 'tokensFailure'),
      signIn: {
        ...record.signIn,
        renewals: record.signIn.renewals + 1,
        tokens: { ...by.tokens, version: by.tokensVersion + 1 },
      },
    };
  };
}

/**
 * A refresh has failed in a way that ends nothing. The attempt stays where the service may have done it all the same, at
 * `uncertainSince` at the latest, when the last of the tries failed whose outcome is unknown.
 */
export function tokensRenewalFailed(
  by: TokensInUse & {
    readonly error: AuthErrorData;
    readonly retryAt: number;
    readonly uncertainSince: number | undefined;
  },
): Change {
  return (record) => {
    if (!holds(record, by)) return record;
    const { attempt, tokensFailure } = record;
    return {
      ...without(record, 'attempt'),
      ...(attempt && by.uncertainSince !== undefined && { attempt: { ...attempt, startedAt: by.uncertainSince } }),
      tokensFailure: { count: (tokensFailure?.count ?? 0) + 1, error: by.error, retryAt: by.retryAt },
    };
  };
}

/** The pool turned out not to know `GetTokensFromRefreshToken`, or to know it after all. */
export function refreshOperationLearnt(operation: SessionRecord['refreshOperation']): Change {
  return (record) => {
    if (record.refreshOperation === operation) return record;
    return operation ? { ...record, refreshOperation: operation } : without(record, 'refreshOperation');
  };
}

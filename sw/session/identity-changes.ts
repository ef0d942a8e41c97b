/** The ways in which the identity and its credentials change. */
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { Change } from './changes.js';
import type { SealedCredentials } from './record.js';
import { without } from './without.js';

/** The identity pool has told an identity, and perhaps given it credentials. */
export function identityObtained(by: {
  readonly generation: number;
  readonly identityPoolId: string;
  readonly identityId: string;
  readonly kind: 'guest' | 'user';
  readonly credentials?: SealedCredentials;
}): Change {
  return (record) => {
    const isOver = by.kind === 'user' && !record.signIn?.tokens && !record.federation;
    if (record.generation !== by.generation || isOver) return record;
    const { identityPoolId, identityId, kind, credentials } = by;
    return {
      ...(credentials ? without(record, 'credentialsFailure') : record),
      identity: { identityPoolId, identityId, kind, ...(credentials && { credentials }) },
    };
  };
}

/** The identity is of no use any more: deleted, taken over by a login, or guests are no longer welcome. */
export function identityDropped(by: { readonly generation: number; readonly identityId: string }): Change {
  return (record) => {
    if (record.generation !== by.generation || record.identity?.identityId !== by.identityId) return record;
    return without(record, 'identity');
  };
}

export function credentialsRenewalFailed(by: {
  readonly generation: number;
  readonly error: AuthErrorData;
  readonly retryAt: number;
}): Change {
  return (record) => {
    if (record.generation !== by.generation) return record;
    return {
      ...record,
      credentialsFailure: { count: (record.credentialsFailure?.count ?? 0) + 1, error: by.error, retryAt: by.retryAt },
    };
  };
}

/** The changes that concern how the record is sealed and not what is in it. They are made as those in changes.ts are. */
import type { AuthErrorData } from '../../shared/auth-error.js';
import { type Change, sessionEnded, signedOut } from './changes.js';
import type { Sealed } from './record.js';
import { mapSealed, sealName } from './sealed-values.js';

/** Values were sealed anew under another key. One that was replaced meanwhile stays what it has become. */
export function resealed(replacements: ReadonlyMap<string, Sealed<unknown>>): Change {
  return (record) =>
    mapSealed(record, (holder) => {
      const sealed = replacements.get(sealName(holder.sealed));
      return sealed ? { ...holder, sealed } : holder;
    });
}

/**
 * Nobody will ever unseal these values again. Without its tokens a sign-in is over, and without its login a federation;
 * credentials are to be had anew, a sign-in in progress begins again, a device is a new one to the pool, and a refresh
 * token that cannot be read cannot be revoked either.
 */
export function sealsLost(by: {
  readonly lost: ReadonlySet<string>;
  readonly reason: AuthErrorData;
  readonly newSessionId: string;
  readonly revocationId: string;
}): Change {
  return (record) => {
    const { generation, signIn, federation } = record;
    const rest = mapSealed(record, (holder) => (by.lost.has(sealName(holder.sealed)) ? undefined : holder));
    if (federation && !rest.federation) return signedOut({ ...by, generation })(rest);
    if (signIn?.tokens && !rest.signIn?.tokens) {
      const { version: tokensVersion } = signIn.tokens;
      return sessionEnded({ generation, tokensVersion, reason: by.reason })({ ...rest, signIn });
    }
    return rest;
  };
}

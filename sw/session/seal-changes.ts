/** The changes that concern how the record is sealed and not what is in it. They are made as those in changes.ts are. */
import type { AuthErrorData } from '../../shared/auth-error.js';
import { type Change, sessionEnded, signedOut } from './changes.js';
import type { Sealed, SessionRecord } from './record.js';
import { sealName } from './sealed-values.js';

/** Values were sealed anew under another key. One that was replaced meanwhile stays what it has become. */
export function resealed(replacements: ReadonlyMap<string, Sealed<unknown>>): Change {
  return (record) => {
    let replaced = false;
    function anew<T>(sealed: Sealed<T>): Sealed<T> {
      const replacement = replacements.get(sealName(sealed));
      replaced ||= replacement !== undefined;
      return replacement ? (replacement as Sealed<T>) : sealed;
    }
    const { signIn, federation, identity, revocations, challenges, redirects, devices } = record;
    const after: SessionRecord = {
      ...record,
      ...(signIn?.tokens && {
        signIn: { ...signIn, tokens: { ...signIn.tokens, sealed: anew(signIn.tokens.sealed) } },
      }),
      ...(federation && { federation: { ...federation, sealed: anew(federation.sealed) } }),
      ...(identity?.credentials && {
        identity: {
          ...identity,
          credentials: { ...identity.credentials, sealed: anew(identity.credentials.sealed) },
        },
      }),
      revocations: revocations.map((pending) => ({ ...pending, sealed: anew(pending.sealed) })),
      challenges: mapValues(challenges, (pending) => ({ ...pending, sealed: anew(pending.sealed) })),
      ...(redirects && {
        redirects: mapValues(redirects, ({ sealed, ...rest }) => ({
          ...rest,
          ...(sealed && { sealed: anew(sealed) }),
        })),
      }),
      ...(devices && { devices: mapValues(devices, (device) => ({ ...device, sealed: anew(device.sealed) })) }),
    };
    return replaced ? after : record;
  };
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
  const isLost = ({ sealed }: { readonly sealed?: Sealed<unknown> }) =>
    sealed !== undefined && by.lost.has(sealName(sealed));
  return (record) => {
    const rest: SessionRecord = {
      ...record,
      revocations: record.revocations.filter((pending) => !isLost(pending)),
      challenges: dropValues(record.challenges, isLost),
      ...(record.redirects && { redirects: dropValues(record.redirects, isLost) }),
      ...(record.devices && { devices: dropValues(record.devices, isLost) }),
    };
    const { generation, signIn, federation, identity } = rest;
    if (federation && isLost(federation)) return signedOut({ ...by, generation })(rest);
    if (signIn?.tokens && isLost(signIn.tokens)) {
      return sessionEnded({ generation, tokensVersion: signIn.tokens.version, reason: by.reason })(rest);
    }
    if (!identity?.credentials || !isLost(identity.credentials)) return rest;
    const { credentials: _, ...known } = identity;
    return { ...rest, identity: known };
  };
}

function mapValues<T>(values: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function dropValues<T>(values: Readonly<Record<string, T>>, isDropped: (value: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isDropped(value)));
}

/**
 * Every way in which the record changes. Each function is pure and runs inside the transaction that read the record: it
 * checks that what it was prepared for still holds, and returns the record unchanged where it does not. Nothing outside
 * this file makes a new record, but its parts: renewal-changes.ts, identity-changes.ts, challenge-changes.ts,
 * revocation-changes.ts, device-changes.ts, redirect-changes.ts for managed login, and seal-changes.ts, which knows of
 * sealing and of nothing else.
 *
 * A change may be applied twice: where the connection to the database is lost after the commit and before its report,
 * nobody knows that it was done, and it is done again. So a sign-in must not take itself for another's.
 */
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { SessionUser } from '../../shared/session-state.js';
import type { UserPoolTokens } from './ports.js';
import type { Device, FederatedLogin, Identity, LogoutDue, Sealed, SessionRecord, Validity } from './record.js';
import { type ByRedirect, redirectConcluded } from './redirect-changes.js';
import { revocationQueued, toRevoke } from './revocation-changes.js';
import { without } from './without.js';

/** More tabs than these do not sign out at the same time. */
const MOST_SIGN_OUTS = 20;

export type Change = (record: SessionRecord) => SessionRecord;

/** Tokens ready to be stored. */
export interface SealedTokens {
  readonly sealed: Sealed<UserPoolTokens>;
  readonly idToken?: Validity;
  readonly accessToken?: Validity;
}

/** What a change was prepared for: it applies to no other sign-in and to no other tokens. */
export interface TokensInUse {
  readonly generation: number;
  readonly tokensVersion: number;
}

export function holds(record: SessionRecord, { generation, tokensVersion }: TokensInUse): boolean {
  return record.generation === generation && record.signIn?.tokens?.version === tokensVersion;
}

/** What belonged to the time before a sign-in. */
const ENDED_BY_SIGN_IN = [
  'attempt',
  'tokensFailure',
  'credentialsFailure',
  'identity',
  'federation',
  'logoutDue',
] as const satisfies readonly (keyof SessionRecord)[];

/** Somebody signs in, unless somebody signed in or out since `generation`: then the new tokens are to be revoked. */
export function signedIn(by: {
  readonly generation: number;
  readonly newSessionId: string;
  readonly user: SessionUser;
  readonly tokens: SealedTokens;
  /** The device that the tokens were issued to; and the device itself, where it is a new one. */
  readonly deviceKey?: string;
  readonly device?: Device;
  readonly now: number;
  readonly browserSession?: string;
  readonly redirect?: ByRedirect;
  readonly revocationId: string;
}): Change {
  return (record) => {
    if (record.sessionId === by.newSessionId) return record;
    if (record.generation !== by.generation) {
      return revocationQueued(by.revocationId, by.tokens.sealed)(record);
    }
    const concluded = by.redirect ? redirectConcluded(by.redirect, by.now)(record) : record;
    return {
      ...without(concluded, ...ENDED_BY_SIGN_IN),
      generation: record.generation + 1,
      sessionId: by.newSessionId,
      signIn: {
        user: by.user,
        since: by.now,
        lastActivityAt: by.now,
        renewals: 0,
        tokens: { ...by.tokens, version: 1 },
        ...(by.deviceKey !== undefined && { deviceKey: by.deviceKey }),
        ...(by.browserSession !== undefined && { browserSession: by.browserSession }),
        ...(by.redirect && { via: 'managedLogin' as const }),
      },
      challenges: {},
      ...(by.device && { devices: { ...record.devices, [by.user.userId]: by.device } }),
      // A guest's identity goes along, to become the user's; the guest's credentials do not.
      ...(record.identity?.kind === 'guest' && { identity: without(record.identity, 'credentials') }),
    };
  };
}

/** The session's end by the user's will: nothing of the user stays, but a refresh token that has yet to be revoked and the device. */
export function signedOut(by: {
  /** The sign-out means this sign-in and no later one. */
  readonly generation: number;
  readonly newSessionId: string;
  readonly revocationId: string;
  /** Who ends the cookie session, where managed login has one of this sign-in. */
  readonly logout?: LogoutDue;
  /** Of the page's call. */
  readonly callId?: string;
}): Change {
  return (record) => {
    if (record.sessionId === by.newSessionId) return record;
    if (record.generation !== by.generation) return record;
    const tokens = record.signIn?.tokens;
    const { redirectEnding: ending } = record;
    return {
      ...without(record, 'signIn', 'federation', 'identity', 'attempt', 'tokensFailure', 'credentialsFailure'),
      ...(ending && { redirectEnding: without(ending, 'customState') }),
      ...(record.signIn?.via && by.logout && { logoutDue: by.logout }),
      ...(by.callId !== undefined && {
        signOutCalls: [...(record.signOutCalls ?? []), by.callId].slice(-MOST_SIGN_OUTS),
      }),
      generation: record.generation + 1,
      sessionId: by.newSessionId,
      challenges: {},
      revocations: tokens ? [...record.revocations, toRevoke(by.revocationId, tokens.sealed)] : record.revocations,
    };
  };
}

/** The user is deleted, and every token of theirs with them: a sign-out that leaves nothing to be revoked. */
export function userDeleted(by: { readonly generation: number; readonly newSessionId: string }): Change {
  return (record) => {
    const { revocations, devices = {}, signIn } = record;
    const left = signedOut({ ...by, revocationId: '' })(record);
    return left === record ? record : { ...left, revocations, devices: without(devices, signIn?.user.userId ?? '') };
  };
}

/** Another provider's login is accepted by the identity pool, unless somebody signed in or out since `generation`. */
export function federated(by: {
  readonly generation: number;
  readonly newSessionId: string;
  readonly federation: FederatedLogin;
  readonly identity: Identity;
}): Change {
  return (record) => {
    if (record.generation !== by.generation) return record;
    return {
      ...without(record, 'signIn', 'attempt', 'tokensFailure', 'credentialsFailure'),
      generation: record.generation + 1,
      sessionId: by.newSessionId,
      challenges: {},
      federation: by.federation,
      identity: by.identity,
    };
  };
}

/** The session's end by the service's definite word, unless a newer sign-in or newer tokens are there. */
export function sessionEnded(by: TokensInUse & { readonly reason: AuthErrorData }): Change {
  return (record) => {
    if (!holds(record, by) || !record.signIn) return record;
    return {
      ...without(record, 'identity', 'attempt', 'tokensFailure', 'credentialsFailure'),
      signIn: { ...without(record.signIn, 'tokens'), ended: by.reason },
    };
  };
}

/** The session's end by the application's policy: as by the service's word, but the refresh token is still to be revoked. */
export function sessionEndedByPolicy(by: {
  readonly generation: number;
  readonly reason: AuthErrorData;
  readonly revocationId: string;
}): Change {
  return (record) => {
    const tokens = record.signIn?.tokens;
    if (record.generation !== by.generation || !tokens) return record;
    const ended = sessionEnded({ ...by, tokensVersion: tokens.version })(record);
    return { ...ended, revocations: [...ended.revocations, toRevoke(by.revocationId, tokens.sealed)] };
  };
}

/** The user was seen. */
export function activityNoted(by: { readonly generation: number; readonly now: number }): Change {
  return (record) => {
    const { generation, signIn, federation } = record;
    if (generation !== by.generation) return record;
    if (signIn?.tokens) return { ...record, signIn: { ...signIn, lastActivityAt: by.now } };
    return federation ? { ...record, federation: { ...federation, lastActivityAt: by.now } } : record;
  };
}

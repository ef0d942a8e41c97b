import { plannedEnd } from '../../sw/session/lifetime-policy.js';
import type { SessionRecord } from '../../sw/session/record.js';
import type { Facts } from './ledger.js';
import { readClaims, subOf } from './simulated-cognito.js';
import { openSealed } from './simulated-store.js';
import type { Owner } from './timeline.js';

export interface Finding {
  readonly invariant: string;
  readonly what: string;
}

/** By so much a policy's end may be early: what the worker knows of the service's clock is that inexact. */
const POLICY_TOLERANCE_MS = 5_000;

/** What a write must not do: the first thing that is wrong with it. */
export function checkCommit(before: SessionRecord, after: SessionRecord, by: Owner, facts: Facts): Finding | undefined {
  return (
    found('the stored state is readable', unreadable(before, after)) ??
    found('nothing mixes two people', mixed(after, facts)) ??
    found('a session ends for a cause', causeless(before, after, by, facts)) ??
    found('nobody is signed in after a sign-out', resurrected(before, after, facts))
  );
}

function found(invariant: string, what: string | undefined): Finding | undefined {
  return what === undefined ? undefined : { invariant, what };
}

function unreadable(before: SessionRecord, after: SessionRecord): string | undefined {
  if (after.storeId !== before.storeId) return 'the store has another id';
  if (after.revision !== before.revision + 1) return `revision ${before.revision} was followed by ${after.revision}`;
  if (after.generation < before.generation) return 'the generation has gone back';
  if ((after.generation === before.generation) !== (after.sessionId === before.sessionId)) {
    return 'generation and session id do not change together';
  }
  if (after.signIn && after.federation) return 'somebody is signed in and federated';
  if (after.attempt && !after.signIn?.tokens) return 'an attempt is left without tokens';
  if (after.signIn && !after.signIn.tokens && !after.signIn.ended) return 'a sign-in has neither tokens nor an end';
  if (new Set(after.revocations.map(({ id }) => id)).size !== after.revocations.length)
    return 'a revocation is queued twice';
  for (const { sealed } of after.revocations) if (!openSealed(sealed).refreshToken) return 'a revocation has no token';
  const [old, fresh] = [before.signIn?.tokens, after.signIn?.tokens];
  if (old && fresh && before.sessionId === after.sessionId) {
    const same = old.sealed === fresh.sealed;
    if (same !== (old.version === fresh.version)) return 'the version of the tokens does not tell that they are others';
  }
  return undefined;
}

function mixed({ signIn, identity, federation, revocations }: SessionRecord, { cognito }: Facts): string | undefined {
  const login = signIn ? subOf(signIn.user.username) : federation?.provider;
  if (signIn?.tokens) {
    const { idToken, accessToken, refreshToken } = openSealed(signIn.tokens.sealed);
    const owner = cognito.tokens.get(refreshToken)?.family.username;
    if (owner !== signIn.user.username) return `${signIn.user.username} has the refresh token of ${owner}`;
    for (const token of [idToken, accessToken]) {
      if (readClaims(token).sub !== login) return `${login} has a token of ${readClaims(token).sub}`;
    }
    if (revocations.some(({ sealed }) => openSealed(sealed).refreshToken === refreshToken)) {
      return `${refreshToken} is in use, and about to be revoked`;
    }
  }
  if (identity?.credentials) {
    const { sessionToken } = openSealed(identity.credentials.sealed);
    const owner = login ?? 'guest';
    if (sessionToken !== owner) return `${owner} has the credentials of ${sessionToken}`;
    if ((identity.kind === 'guest') !== (login === undefined)) return `${owner} has a ${identity.kind}'s credentials`;
  }
  if (identity?.kind === 'user' && cognito.ownerOf(identity.identityId) !== login) {
    return `${login} has the identity of ${cognito.ownerOf(identity.identityId)}`;
  }
  return undefined;
}

/** A session ends only by sign-out, by the service's definite word, or by policy. */
function causeless(before: SessionRecord, after: SessionRecord, by: Owner, facts: Facts): string | undefined {
  const live = before.signIn?.tokens;
  const { cognito, conditions } = facts;
  if (!live && !before.federation) return undefined;
  if (after.sessionId !== before.sessionId) {
    if (after.signIn?.tokens && live) return 'a live session was replaced by another';
    if (facts.wasSignOutAskedOf(before.sessionId)) return undefined;
    if (facts.isCarryingOut(by, 'clearFederationToIdentityPool')) return undefined;
    if (!live && after.federation && facts.isCarryingOut(by, 'federateToIdentityPool')) return undefined;
    const { browserSession } = before.signIn ?? before.federation ?? {};
    if (conditions.endWithBrowser && browserSession !== facts.browserSession()) return undefined;
    if (before.federation && isOverByPolicy(before, facts)) return undefined;
    return `${by.name} has ended the session without having been asked to`;
  }
  if (!live || after.signIn?.tokens) return undefined;
  const { refreshToken } = openSealed(live.sealed);
  if (cognito.refused.has(refreshToken)) return undefined;
  if (isOverByPolicy(before, facts)) return undefined;
  return `the session ended (${after.signIn?.ended?.message}), and the service has not refused ${refreshToken}`;
}

/**
 * By the service's clock, or by what is believed of it: a worker whose first answer took an hour takes the service to be ahead by
 * as much (sw/session/server-time.ts), and what it notes of the user is on that clock.
 */
function isOverByPolicy(before: SessionRecord, { timeline, conditions }: Facts): boolean {
  const end = plannedEnd(before, conditions.policy);
  const believed = timeline.wall() + (before.serverClock?.offsetMs ?? 0);
  const latest = Math.max(timeline.service(), believed);
  return end !== undefined && (timeline.isTamperedWith() || latest + POLICY_TOLERANCE_MS >= end.at);
}

/** No sign-in that was on its way when somebody signed out, and no refresh, brings anybody back. */
function resurrected(before: SessionRecord, after: SessionRecord, facts: Facts): string | undefined {
  const tokens = after.signIn?.tokens;
  if (!tokens || (before.signIn?.tokens && before.sessionId === after.sessionId)) return undefined;
  const { lastSignOut } = facts;
  if (lastSignOut === undefined) return undefined;
  const { call, username } = facts.cognito.tokens.get(openSealed(tokens.sealed).refreshToken)?.family ?? {};
  const sentAt = facts.signInSentAt(call ?? '');
  if (sentAt !== undefined && sentAt > lastSignOut) return undefined;
  return `${username} is signed in by a request of step ${sentAt}, and somebody signed out at step ${lastSignOut}`;
}

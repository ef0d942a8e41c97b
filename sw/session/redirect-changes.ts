/** The changes that concern sign-ins by managed login. They are made as those in changes.ts are. */
import type { Change } from './changes.js';
import type { RedirectFlow } from './ports.js';
import type { PendingRedirect, RedirectEnding, Sealed, SessionRecord } from './record.js';
import { isEndingFor, type RedirectWindow } from './redirect-ending.js';
import { without } from './without.js';

/** A sign-in that came by way of managed login, and how that is told. */
export interface ByRedirect {
  readonly flowId: string;
  /** Whoever has taken the answer, or wanted to: a flow that somebody else has taken is theirs to conclude. */
  readonly takenBy: string;
  readonly ending: Omit<RedirectEnding, 'at'>;
}

/** Enough for a user who opens the login in tab after tab; more are somebody's mischief, and the oldest go. */
const MOST_REDIRECTS = 20;

/** The user leaves for managed login. */
export function redirectBegun(by: {
  readonly flowId: string;
  readonly tabId: string;
  readonly sealed: Sealed<RedirectFlow>;
  readonly expiresAt: number;
  readonly now: number;
}): Change {
  return (record) => {
    const { flowId, tabId, sealed, expiresAt, now } = by;
    const begun: PendingRedirect = { tabId, stage: 'begun', sealed, expiresAt };
    const alive = Object.entries(record.redirects ?? {})
      .filter(([, pending]) => pending.expiresAt > now)
      .sort(([, one], [, other]) => one.expiresAt - other.expiresAt)
      .slice(1 - MOST_REDIRECTS);
    return { ...record, redirects: { ...Object.fromEntries(alive), [flowId]: begun } };
  };
}

/** Managed login has answered: whoever the record names as its taker from now on may use the answer. */
export function redirectAnswered(by: {
  readonly flowId: string;
  readonly takenBy: string;
  readonly now: number;
}): Change {
  return (record) => {
    const pending = record.redirects?.[by.flowId];
    if (pending?.stage !== 'begun' || pending.expiresAt <= by.now) return record;
    return withRedirect(record, by.flowId, {
      ...without(pending, 'sealed'),
      stage: 'exchanging',
      takenBy: by.takenBy,
    });
  };
}

/**
 * A sign-in by managed login has ended, or an answer came that belongs to none (`flowId` names none then).
 *
 * @param at when, on the service's clock: a sign-in has perhaps just set ours right.
 */
export function redirectConcluded({ flowId, takenBy, ending }: ByRedirect, at: number): Change {
  return (record) => {
    const pending = record.redirects?.[flowId];
    if (ending.error && pending?.stage === 'concluded' && isUntoldSuccess(record, ending.tabId)) return record;
    const told = { ...record, redirectEnding: { ...ending, at } };
    return pending?.stage === 'exchanging' && pending.takenBy === takenBy
      ? withRedirect(told, flowId, { ...without(pending, 'takenBy'), stage: 'concluded' })
      : told;
  };
}

/**
 * Whether the tab has signed in and not been told: the answer that has brought it here comes again where the worker died before it
 * sent the browser on, or the database failed before it reported what was written.
 */
function isUntoldSuccess({ redirectEnding: ending, signIn }: SessionRecord, tabId: string | undefined): boolean {
  return ending !== undefined && !ending.taken && !ending.error && signIn !== undefined && ending.tabId === tabId;
}

function withRedirect(record: SessionRecord, flowId: string, pending: PendingRedirect): SessionRecord {
  return { ...record, redirects: { ...record.redirects, [flowId]: pending } };
}

/** The window that the user has come back to is told how the sign-in ended, and no other one is. */
export function redirectEndingTaken(by: RedirectWindow, now: number): Change {
  return (record) => {
    const ending = record.redirectEnding;
    if (!ending || ending.taken || !isEndingFor(ending, by, now)) return record;
    return { ...record, redirectEnding: { ...ending, taken: true, clientId: by.clientId } };
  };
}

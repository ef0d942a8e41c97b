import type { FleetAssumptions } from '../assumptions.js';

/** Why a request brought no tokens: it was over the quota, or never got an answer. */
export type RequestFailure = 'throttled' | 'lost';

/** A user's tokens in the browser's storage, which all tabs share. Times are milliseconds from the day's beginning. */
export interface StoredTokens {
  expiresAt: number;
  /** When they were stored. */
  storedAt: number;
}

/** Whoever renews: the user's service worker, or a tab. */
export interface Holder {
  readonly tokens: StoredTokens;
  /** How often it is asked for a token, in ms on average: a tab by its own page, a worker by all tabs. */
  readonly callsEveryMs: number;
  /** Whether its next look is a timer's and not a call's, where that makes a difference: `next` notes it. */
  isTimed: boolean;
  /** Renewals that failed in a row, how the last of them did, and until when it makes the holder pause. */
  failures: number;
  lastFailure: RequestFailure | undefined;
  retryAt: number;
  /** When it last got no answer at all. */
  lostAt: number;
}

/** How a library renews. `random` answers numbers in [0, 1). */
export interface RenewalPolicy {
  readonly name: string;
  /** What is modelled, in a few words, and where it was looked up. */
  readonly what: string;
  /** Whether each tab renews for itself. */
  readonly perTab: boolean;
  /** When the holder looks at its tokens next. */
  next(holder: Holder, now: number, assumptions: FleetAssumptions, random: () => number): number;
  /** Whether it then asks the service. */
  asks(holder: Holder, now: number, random: () => number): boolean;
  /** How long after the `attempt`th request that failed the next one goes out; undefined where the renewal has failed. */
  pause(
    failure: RequestFailure,
    attempt: number,
    holder: Holder,
    now: number,
    random: () => number,
  ): number | undefined;
  /** Until when the holder pauses, after a renewal that has failed. */
  retryAt(holder: Holder, now: number, random: () => number): number;
}

export const exponential = (mean: number, random: () => number) => -mean * Math.log(1 - random());

import { backoff } from '../../sw/session/backoff.js';
import { emptyRecord, type RenewalFailure, type SessionRecord } from '../../sw/session/record.js';
import { pauseBeforeRetry } from '../../sw/session/retry.js';
import type { TimeReading } from '../../sw/session/server-time.js';
import { DEFAULT_EXPIRY_BUFFER_MS, dueAt } from '../../sw/session/validity.js';
import { wakeIn } from '../../sw/session/wake-time.js';
import type { FleetAssumptions } from './assumptions.js';

/** What one holder of tokens knows when it plans its next renewal. Times are milliseconds from the day's beginning. */
export interface TokenHolder {
  readonly now: number;
  readonly expiresAt: number;
  /** Renewals that failed in a row, and until when the last of them makes the background pause. */
  readonly failures: number;
  readonly retryAt: number;
}

/** How a session library renews. `random` answers numbers in [0, 1). */
export interface RenewalPolicy {
  readonly name: string;
  /** Whether each tab renews for itself. */
  readonly perTab: boolean;
  /** When the next renewal begins. */
  next(holder: TokenHolder, assumptions: FleetAssumptions, random: () => number): number;
  /** How long after the `attempt`th request that failed the next one goes out; undefined where the renewal has failed. */
  pause(attempt: number, random: () => number): number | undefined;
  /** Until when the background pauses after this many failed renewals in a row. */
  retryAt(now: number, failures: number, random: () => number): number;
}

const exponential = (mean: number, random: () => number) => -mean * Math.log(1 - random());

const sealed = { iv: new Uint8Array(), ciphertext: new ArrayBuffer(0) };
const nobody = emptyRecord('fleet', 'fleet');
const user = { userId: 'u', username: 'u' };
const error: RenewalFailure['error'] = { kind: 'service', message: '', recoverySuggestion: '', retryable: true };

/** The record of a holder, as the worker would have it in its store. */
function recordOf({ expiresAt, failures, retryAt }: TokenHolder, lifetimeMs: number): SessionRecord {
  const validity = { issuedAt: expiresAt - lifetimeMs, expiresAt };
  return {
    ...nobody,
    signIn: {
      user,
      since: 0,
      lastActivityAt: 0,
      renewals: 0,
      tokens: { sealed, version: 1, idToken: validity, accessToken: validity },
    },
    ...(failures > 0 && { tokensFailure: { count: failures, retryAt, error } }),
  };
}

/**
 * This project: its own decisions, not a copy of them. A page's alarm begins a renewal, and so does a use of the session
 * once the tokens are due; while the background pauses after a failure, only a use that finds them expired does.
 */
export const onePerOrigin: RenewalPolicy = {
  name: 'one per origin, jittered',
  perTab: false,
  next(holder, { tokenLifetimeMs, useEveryMs }, random) {
    const { now, expiresAt, retryAt } = holder;
    const time: TimeReading = { now, offsetMs: 0, certain: true };
    const record = recordOf(holder, tokenLifetimeMs);
    const options = { expiryBufferMs: DEFAULT_EXPIRY_BUFFER_MS, policy: {} };
    const alarm = now + (wakeIn(record, time, options, random()) ?? Number.POSITIVE_INFINITY);
    const due = dueAt({ issuedAt: expiresAt - tokenLifetimeMs, expiresAt }, DEFAULT_EXPIRY_BUFFER_MS);
    const usesRenewFrom = Math.max(now, Math.min(Math.max(due, retryAt), expiresAt));
    return Math.min(alarm, usesRenewFrom + exponential(useEveryMs, random));
  },
  pause: pauseBeforeRetry,
  retryAt: (now, failures, random) => now + backoff(failures, random()),
};

/** `accessTokenExpiringNotificationTimeInSeconds` of oidc-client-ts: each tab's timer goes off so long before the end. */
const TAB_RENEWS_BEFORE_END_MS = 60_000;

/** After a renewal that timed out oidc-client-ts's silent renewal tries again after so long; here after any that failed. */
const TAB_TRIES_AGAIN_MS = 5_000;

/** Amplify's retries within one renewal: three attempts, 2^n · 100 ms and up to 100 ms more apart. */
const TAB_ATTEMPTS = 3;
const TAB_PAUSE_MS = 100;

/** Libraries in a page: each tab has a timer of its own, at the same distance from the tokens' end as every other tab's. */
export const onePerTab: RenewalPolicy = {
  name: 'one per tab, no jitter',
  perTab: true,
  next: ({ now, expiresAt, retryAt }) => Math.max(now, retryAt, expiresAt - TAB_RENEWS_BEFORE_END_MS),
  pause: (attempt, random) =>
    attempt < TAB_ATTEMPTS ? 2 ** attempt * TAB_PAUSE_MS + TAB_PAUSE_MS * random() : undefined,
  retryAt: (now) => now + TAB_TRIES_AGAIN_MS,
};

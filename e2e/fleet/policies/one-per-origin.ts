import { LONGEST_GRACE_PERIOD_MS } from '../../../sw/session/attempt.js';
import { backoff, backoffAfterThrottling } from '../../../sw/session/backoff.js';
import { emptyRecord, type RenewalFailure, type SessionRecord } from '../../../sw/session/record.js';
import { patienceOf, pauseBeforeRetry } from '../../../sw/session/retry.js';
import type { TimeReading } from '../../../sw/session/server-time.js';
import { DEFAULT_EXPIRY_BUFFER_MS, dueAt } from '../../../sw/session/validity.js';
import { wakeIn } from '../../../sw/session/wake-time.js';
import { exponential, type Holder, type RenewalPolicy } from './renewal-policy.js';

const sealed = { iv: new Uint8Array(), ciphertext: new ArrayBuffer(0) };
const nobody = emptyRecord('fleet', 'fleet');
const user = { userId: 'u', username: 'u' };
const ERRORS: Readonly<Record<NonNullable<Holder['lastFailure']>, RenewalFailure['error']>> = {
  throttled: { kind: 'service', code: 'tooManyRequests', message: '', recoverySuggestion: '', retryable: true },
  lost: { kind: 'service', code: 'network', message: '', recoverySuggestion: '', retryable: true },
};

function failureOf({ failures, lastFailure, retryAt }: Holder): RenewalFailure | undefined {
  return lastFailure && { count: failures, retryAt, error: ERRORS[lastFailure] };
}

/** The record of a holder, as the worker would have it in its store. */
function recordOf(holder: Holder, lifetimeMs: number): SessionRecord {
  const { expiresAt } = holder.tokens;
  const tokensFailure = failureOf(holder);
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
    ...(tokensFailure && { tokensFailure }),
  };
}

const timeAt = (now: number): TimeReading => ({ now, offsetMs: 0, certain: true });

/**
 * This project: its own decisions, not a copy of them. A page's alarm begins a renewal, and so does a call once the
 * tokens are due; while the background pauses after a failure, only a call that finds them expired does.
 */
export const onePerOrigin: RenewalPolicy = {
  name: 'cognito-session-worker',
  what: 'this project: one renewal for the origin, 60 to 120 s before the end by random',
  perTab: false,
  next(holder, now, { tokenLifetimeMs }, random) {
    const { tokens, callsEveryMs, retryAt } = holder;
    const { expiresAt } = tokens;
    const record = recordOf(holder, tokenLifetimeMs);
    const options = { expiryBufferMs: DEFAULT_EXPIRY_BUFFER_MS, policy: {} };
    const alarm = now + (wakeIn(record, timeAt(now), options, random()) ?? Number.POSITIVE_INFINITY);
    const due = dueAt({ issuedAt: expiresAt - tokenLifetimeMs, expiresAt }, DEFAULT_EXPIRY_BUFFER_MS);
    const callsRenewFrom = Math.max(now, Math.min(Math.max(due, retryAt), expiresAt));
    return Math.min(alarm, callsRenewFrom + exponential(callsEveryMs, random));
  },
  asks: () => true,
  pause(failure, attempt, holder, now, random) {
    const patience = patienceOf(failureOf(holder), now < holder.tokens.expiresAt);
    return pauseBeforeRetry(attempt, failure === 'throttled', patience, random);
  },
  retryAt({ failures, lastFailure, lostAt }, now, random) {
    const isUncertain = now - lostAt < LONGEST_GRACE_PERIOD_MS;
    return now + (lastFailure === 'throttled' && !isUncertain ? backoffAfterThrottling : backoff)(failures, random());
  },
};

import type { RefreshAttempt, SessionRecord } from './record.js';
import type { TimeReading } from './server-time.js';

/**
 * The longest grace period a pool can have: `RefreshTokenRotation.RetryGracePeriodSeconds` is 0 to 60. For as long a
 * rotated refresh token may be sent again by whoever never saw the answer.
 */
export const LONGEST_GRACE_PERIOD_MS = 60_000;

/**
 * Whether a refresh went out whose answer was never stored, recently enough to be repeated. The service has perhaps
 * rotated the token: if nobody repeats the refresh in time, the one we hold is dead. Any of the requests may have been the
 * one that got there, so that the time counts from the latest.
 */
export function isAttemptPending(record: SessionRecord, time: TimeReading): boolean {
  const { attempt, signIn } = record;
  return attempt !== undefined && attempt.tokensVersion === signIn?.tokens?.version && isWithinGrace(attempt, time);
}

function isWithinGrace(attempt: RefreshAttempt, time: TimeReading): boolean {
  return time.now - attempt.startedAt < LONGEST_GRACE_PERIOD_MS;
}

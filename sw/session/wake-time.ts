import { isAttemptPending } from './attempt.js';
import { pauseEnd } from './backoff.js';
import { type LifetimePolicy, plannedEnd } from './lifetime-policy.js';
import { pendingConfirmation } from './present-device.js';
import type { RenewalFailure, SessionRecord, Validity } from './record.js';
import type { TimeReading } from './server-time.js';
import { isSomebody } from './state-of.js';
import { dueAt, expiryBuffer, heldUpBy, renewableCredentials } from './validity.js';

/**
 * How long after a refresh went out a page should wake the worker to see whether it got an answer: long for a request,
 * short against any useful grace period.
 */
const ATTEMPT_CHECK_MS = 3_000;

/** However much is overdue, pages do not knock more often than this. */
const SHORTEST_WAKE_MS = 1_000;

export interface WakeOptions {
  readonly expiryBufferMs: number;
  readonly policy: LifetimePolicy;
  /** How often the worker is to be woken while it holds somebody's session that would end with it. */
  readonly keepAliveMs?: number;
}

/**
 * In how many milliseconds a page should wake the worker, or undefined if there is nothing to wake it for. Renewals ahead
 * of time are spread over half of the buffer (`random` in [0, 1)), so that sessions that began together drift apart.
 * A guest's credentials are renewed when somebody asks for them, not by the clock.
 */
export function wakeIn(
  record: SessionRecord,
  time: TimeReading,
  { expiryBufferMs, policy, keepAliveMs }: WakeOptions,
  random: number,
): number | undefined {
  const moments: number[] = record.revocations.map((pending) => pauseEnd(pending, time));

  function renewal(validity: Validity, ...failures: (RenewalFailure | undefined)[]): void {
    const spread = (expiryBuffer(validity, expiryBufferMs) / 2) * random;
    moments.push(Math.max(dueAt(validity, expiryBufferMs) + spread, ...failures.map((it) => pauseEnd(it, time))));
  }

  const confirmation = pendingConfirmation(record);
  if (confirmation) moments.push(pauseEnd(confirmation, time));
  const isInUse =
    isSomebody(record) ||
    Object.keys(record.challenges).length > 0 ||
    Object.values(record.redirects ?? {}).some(({ stage, expiresAt }) => stage === 'begun' && expiresAt > time.now);
  if (keepAliveMs !== undefined && isInUse) moments.push(time.now + keepAliveMs);
  const end = plannedEnd(record, policy);
  if (end) moments.push(end.at);
  const tokens = record.signIn?.tokens;
  if (tokens) {
    if (isAttemptPending(record, time)) {
      moments.push(pauseEnd(record.tokensFailure, time) || time.now + ATTEMPT_CHECK_MS);
    }
    for (const validity of [tokens.idToken, tokens.accessToken]) {
      if (validity) renewal(validity, record.tokensFailure);
      else moments.push(pauseEnd(record.tokensFailure, time));
    }
  }
  const credentials = renewableCredentials(record);
  if (credentials && (tokens || record.federation)) {
    renewal(credentials.validity, record.credentialsFailure, heldUpBy(record, time));
  }
  if (moments.length === 0) return undefined;
  return Math.max(Math.min(...moments) - time.now, SHORTEST_WAKE_MS);
}

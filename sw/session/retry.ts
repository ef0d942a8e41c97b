import { isThrottling } from './backoff.js';
import { toAuthError } from './errors.js';
import type { SessionPorts } from './ports.js';
import type { RenewalFailure } from './record.js';

const TRIES = 3;
const FIRST_DELAY_MS = 200; // about a round trip to a far region
const FIRST_DELAY_AFTER_THROTTLING_MS = 1_000; // quotas are counted by the second
const LONGEST_DELAY_MS = 2_000; // somebody may be waiting for the answer

/** So many renewals do not fail in a row because of a hiccup. */
const FAILURES_OF_AN_OUTAGE = 3;

/** How often a renewal may ask at most. */
export interface Patience {
  readonly tries: number;
  readonly triesOnceThrottled: number;
}

/**
 * One try for a renewal that follows several failed ones, or one that was throttled: the next call or alarm tries again,
 * and a fleet that does more keeps a service down that is coming up again. Once throttled, a renewal ahead of time
 * (`isAhead`) gives up at once, for what there is still serves.
 */
export function patienceOf(failure: RenewalFailure | undefined, isAhead: boolean): Patience {
  const once = failure !== undefined && (failure.count >= FAILURES_OF_AN_OUTAGE || isThrottling(failure.error));
  const tries = once ? 1 : TRIES;
  return { tries, triesOnceThrottled: isAhead ? 1 : tries };
}

/**
 * How long to wait after the `attempt`th failure before the next attempt, in milliseconds: full jitter below a cap that
 * doubles. Undefined after the last one. `random` answers numbers in [0, 1).
 */
export function pauseBeforeRetry(
  attempt: number,
  isThrottled: boolean,
  { tries, triesOnceThrottled }: Patience,
  random: () => number,
): number | undefined {
  if (attempt >= (isThrottled ? triesOnceThrottled : tries)) return undefined;
  const first = isThrottled ? FIRST_DELAY_AFTER_THROTTLING_MS : FIRST_DELAY_MS;
  return random() * Math.min(first * 2 ** (attempt - 1), LONGEST_DELAY_MS);
}

/**
 * Makes a request as often as patience allows while its error is retryable, with full jitter in between: a random delay
 * between nothing and a cap that doubles, so that a fleet of browsers does not come back all at once.
 */
export async function withRetries<T>(
  { random, delay }: Pick<SessionPorts, 'random' | 'delay'>,
  signal: AbortSignal,
  patience: Patience,
  request: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (thrown) {
      const error = toAuthError(thrown);
      if (thrown !== error || !error.retryable || signal.aborted) throw thrown;
      const pauseMs = pauseBeforeRetry(attempt, isThrottling(error), patience, random);
      if (pauseMs === undefined) throw thrown;
      try {
        await delay(pauseMs, signal);
      } catch {
        throw error; // no time left to try again
      }
    }
  }
}

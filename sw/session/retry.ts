import { toAuthError } from './errors.js';
import type { SessionPorts } from './ports.js';

const ATTEMPTS = 3;
const FIRST_DELAY_MS = 200; // about a round trip to a far region
const LONGEST_DELAY_MS = 2_000; // somebody may be waiting for the answer

/**
 * How long to wait after the `attempt`th failure before the next attempt, in milliseconds: full jitter below a cap that
 * doubles. Undefined after the last one. `random` answers numbers in [0, 1).
 */
export function pauseBeforeRetry(attempt: number, random: () => number): number | undefined {
  if (attempt >= ATTEMPTS) return undefined;
  return random() * Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
}

/**
 * Makes a request up to three times while its error is retryable, with full jitter in between: a random delay between
 * nothing and a cap that doubles, so that a fleet of browsers does not come back all at once.
 */
export async function withRetries<T>(
  { random, delay }: Pick<SessionPorts, 'random' | 'delay'>,
  signal: AbortSignal,
  request: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (thrown) {
      const error = toAuthError(thrown);
      if (thrown !== error || !error.retryable || signal.aborted) throw thrown;
      const pauseMs = pauseBeforeRetry(attempt, random);
      if (pauseMs === undefined) throw thrown;
      try {
        await delay(pauseMs, signal);
      } catch {
        throw error; // no time left to try again
      }
    }
  }
}

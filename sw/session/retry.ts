import { toAuthError } from './errors.js';
import type { SessionPorts } from './ports.js';

const ATTEMPTS = 3;
const FIRST_DELAY_MS = 200; // about a round trip to a far region
const LONGEST_DELAY_MS = 2_000; // somebody may be waiting for the answer

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
      if (thrown !== error || !error.retryable || attempt === ATTEMPTS || signal.aborted) throw thrown;
      const cap = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
      try {
        await delay(random() * cap, signal);
      } catch {
        throw error; // no time left to try again
      }
    }
  }
}

import type { AuthErrorData } from '../../shared/auth-error.js';
import type { TimeReading } from './server-time.js';

const FIRST_PAUSE_MS = 1_000; // a lost answer must be asked for again well within the grace period

/** So that a session recovers soon after the network does, and a lost answer is asked for again in the grace period. */
export const LONGEST_PAUSE_MS = 30_000;

/**
 * A quota is used up by all users of an account together, and somebody whose tokens are over asks whether the background
 * pauses or not: the background leaves the requests that there are to them.
 */
const LONGEST_PAUSE_AFTER_THROTTLING_MS = 120_000;

/** How long the background leaves the service alone after `failures` failures in a row: milliseconds, doubling, jittered. */
export function backoff(failures: number, random: number): number {
  const cap = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  return cap * (0.5 + random / 2);
}

/** The same after the service has throttled: it grows for longer, and spreads a fleet wider. */
export function backoffAfterThrottling(failures: number, random: number): number {
  const cap = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_AFTER_THROTTLING_MS);
  return cap * (0.25 + 0.75 * random);
}

/** Whether the service has refused because too much was asked of it, by this browser or by others. */
export function isThrottling({ code }: Pick<AuthErrorData, 'code'>): boolean {
  return code === 'tooManyRequests';
}

/** What the background leaves alone for a while, until a moment on the service's clock. */
interface Paused {
  readonly retryAt: number;
}

/**
 * When a pause ends. One that seems to be longer than any is over: it was noted while this machine's clock was far ahead.
 */
export function pauseEnd(paused: Paused | undefined, { now }: TimeReading): number {
  const retryAt = paused?.retryAt ?? 0;
  return retryAt > now + LONGEST_PAUSE_AFTER_THROTTLING_MS ? 0 : retryAt;
}

/** Whether a pause goes on. None does while the time is uncertain, for then it stands still until the service answers. */
export function isPausing(paused: Paused | undefined, time: TimeReading): boolean {
  return time.certain && time.now < pauseEnd(paused, time);
}

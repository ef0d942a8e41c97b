import type { RedirectEnding } from './record.js';
import type { TimeReading } from './server-time.js';

/** A window that a user may come back to. */
export interface RedirectWindow {
  readonly tabId: string;
  readonly clientId: string;
}

/** How long a window may take from the answer to its question how the sign-in ended. A page has to load meanwhile. */
const ENDING_LIFE_MS = 2 * 60_000;

/**
 * By the earlier of both clocks: the time may have been set right, or the service's learnt, while the user was away or a page
 * was loaded. What is too late is too late by either.
 */
export function earlierNow({ now, offsetMs }: TimeReading): number {
  return Math.min(now, now - offsetMs);
}

/**
 * Whether the window that asks is the one that the user came back to, and no other one has been told. That one may ask again:
 * a worker may die after it has noted whom it tells, and before it does.
 */
export function isEndingFor(
  { taken, at, tabId, clientId }: RedirectEnding,
  asking: RedirectWindow,
  now: number,
): boolean {
  if (now - at > ENDING_LIFE_MS) return false;
  if (clientId === asking.clientId) return true;
  return !taken && (tabId === asking.tabId || (tabId === undefined && clientId === undefined));
}

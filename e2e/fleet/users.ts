import { createRandom } from '../simulation/random.js';
import type { FleetAssumptions } from './assumptions.js';
import type { StoredTokens } from './policies/renewal-policy.js';

export interface User {
  /** The app is open from here to there. */
  readonly start: number;
  readonly end: number;
  /** When each tab opens. */
  readonly tabsOpenAt: readonly number[];
  readonly tokens: StoredTokens;
  /** Since when there has been neither a valid token nor one to be had. */
  refusedSince: number | undefined;
}

/** The users of a day, the same under each policy. A session begins with expired tokens of the day before. */
export function createUsers(assumptions: FleetAssumptions, seed: number): User[] {
  const { users, dayMs, startsByHour, onTheHour, onTheHourScatterMs } = assumptions;
  const { sessionMedianMs, sessionSigma, tabShares, tabsOpenWithinMs } = assumptions;
  const random = createRandom(seed + 1).next;
  const hourMs = dayMs / startsByHour.length;
  return Array.from({ length: users }, () => {
    const hour = pick(startsByHour, random());
    const scatter = onTheHour > random() ? Math.abs(gaussian(random)) * onTheHourScatterMs : random() * hourMs;
    const start = hour * hourMs + scatter;
    const end = start + sessionMedianMs * Math.exp(sessionSigma * gaussian(random));
    const others = Array.from({ length: pick(tabShares, random()) }, () => start + random() * tabsOpenWithinMs);
    const tokens = { expiresAt: start, storedAt: Number.NEGATIVE_INFINITY };
    return { start, end, tabsOpenAt: [start, ...others], tokens, refusedSince: undefined };
  });
}

/** The least n for which the shares up to it exceed the number in [0, 1). */
function pick(shares: readonly number[], number: number): number {
  let sum = 0;
  for (const [index, share] of shares.entries()) {
    sum += share;
    if (number < sum) return index;
  }
  return shares.length - 1;
}

/** Normally distributed, by Box and Muller. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

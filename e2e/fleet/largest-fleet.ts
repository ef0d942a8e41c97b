/** Serving a fleet is throttling no more of its requests than this. */
const SERVED_SHARE = 0.001;

/** Sizes are rounded down to so many users. */
const GRAIN = 10_000;

/**
 * How many users a quota serves, where `users` of them would make these requests in each second of a day without an
 * outage. What is over the quota in a second counts as throttled.
 */
export function largestFleet(requestsBySecond: Uint32Array, users: number, quotaPerSecond: number): number {
  let total = 0;
  for (const count of requestsBySecond) total += count;

  function isServed(fleet: number): boolean {
    const scale = fleet / users;
    let throttled = 0;
    for (const count of requestsBySecond) throttled += Math.max(0, count * scale - quotaPerSecond);
    return throttled <= SERVED_SHARE * total * scale;
  }

  let fleet = 0;
  while (total > 0 && isServed(fleet + GRAIN)) fleet += GRAIN;
  return fleet;
}

/**
 * How many expiries these requests stand for: what comes within half a token's life after the first request of an expiry
 * belongs to the same one. A client that renews early, by less than half of the life, is not charged for it; and tabs
 * that renew one after the other are charged less than they could be.
 *
 * @param times in milliseconds, in any order
 */
export function countExpiries(times: readonly number[], tokenLifeMs: number): number {
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const time of [...times].sort((one, other) => one - other)) {
    if (time < end) continue;
    count++;
    end = time + tokenLifeMs / 2;
  }
  return count;
}

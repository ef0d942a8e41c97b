const FIRST_PAUSE_MS = 1_000; // a lost answer must be asked for again well within the grace period
const LONGEST_PAUSE_MS = 30_000; // so that a session recovers soon after the network does

/** How long the background leaves the service alone after `failures` failures in a row: milliseconds, doubling, jittered. */
export function backoff(failures: number, random: number): number {
  const cap = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  return cap * (0.5 + random / 2);
}

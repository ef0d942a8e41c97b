import type { Profile } from './profile.js';
import type { SimulatedWorker } from './simulated-worker.js';
import { doomedToken } from './stored-tokens.js';

/**
 * A refresh whose answer was lost is made good by the next event that nothing disturbs. To be called as the event begins; what it
 * answers, once it is over.
 */
export function watchRepair(profile: Profile, worker: SimulatedWorker): () => void {
  const { store, workers, timeline, ledger } = profile;
  const doomed = doomedToken(profile);
  const { tokensFailure } = store.current();
  const quiet = workers.every(({ events, keyUnreachable }) => events === 0 && !keyUnreachable);
  const paused = tokensFailure !== undefined && tokensFailure.retryAt > timeline.service() - 1_000;
  const { disturbances } = ledger;
  if (!doomed || !quiet || paused || timeline.isTamperedWith()) return () => {};
  return () => {
    if (ledger.disturbances !== disturbances || !worker.alive) return;
    if (doomedToken(profile)?.refreshToken !== doomed.refreshToken || doomed.deadAt < timeline.service() + 1_000)
      return;
    ledger.violate('a lost answer is made good', `${doomed.refreshToken} was rotated, and is still what is stored`);
  };
}

import type { PlannedEnd } from '../shared/session-state.js';
import type { SessionEvent } from './session-events.js';

/** How long before the end the user is warned, in ms; of a short policy at most a quarter of what is left. */
const WARNING_MS = 60_000;

/** Announces a planned end, once, some time before it comes. An end that is put off is announced anew. */
export function createExpiryWarning(announce: (event: SessionEvent) => void): {
  set(end: PlannedEnd | undefined): void;
} {
  let planned: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  return {
    set(end) {
      if (end?.at === planned) return;
      planned = end?.at;
      clearTimeout(timer);
      if (!end) return;
      const left = end.at - Date.now();
      timer = setTimeout(
        () => announce({ type: 'sessionExpiring', ...end }),
        Math.min(left - Math.min(WARNING_MS, left / 4), 2_147_483_647),
      );
    },
  };
}

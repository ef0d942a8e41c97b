import type { PlannedEnd } from '../shared/session-state.js';
import type { SessionEvent } from './session-events.js';

/** How long before the end the user is warned, in ms; of a short policy at most a quarter of what is left. */
const WARNING_MS = 60_000;

/** A timer cannot be set further ahead: 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Announces a planned end, once, some time before it comes. An end that is put off is announced anew. */
export function createExpiryWarning(announce: (event: SessionEvent) => void): {
  set(end: PlannedEnd | undefined): void;
} {
  let planned: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wait(end: PlannedEnd, warnAt: number): void {
    const left = warnAt - Date.now();
    timer = setTimeout(
      () => {
        if (left > LONGEST_TIMER_MS) wait(end, warnAt);
        else if (end.at > Date.now()) announce({ type: 'sessionExpiring', ...end }); // not one that the machine slept through
      },
      Math.min(left, LONGEST_TIMER_MS),
    );
  }

  return {
    set(end) {
      if (end?.at === planned) return;
      planned = end?.at;
      clearTimeout(timer);
      if (end) wait(end, end.at - Math.min(WARNING_MS, (end.at - Date.now()) / 4));
    },
  };
}

/** If the worker could not be reached it is tried again after this, in ms: nobody else would. */
const RETRY_MS = 30_000;

/** A timer cannot be set further ahead: 2^31 - 1 ms. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * The alarm clock for a worker, which can hold no timer itself: wakes it when it asked to be woken, and whenever this
 * window comes to life or finds the network again. What is to be done then, the worker decides.
 */
export function createAlarm(wake: () => Promise<boolean>): { set(wakeInMs: number | undefined): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(wakeInMs: number | undefined): void {
    clearTimeout(timer);
    if (wakeInMs !== undefined) timer = setTimeout(ring, Math.min(wakeInMs, LONGEST_TIMER_MS));
  }

  async function ring(): Promise<void> {
    if (!(await wake())) set(RETRY_MS);
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) ring();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) ring();
  });
  addEventListener('online', ring);
  return { set };
}

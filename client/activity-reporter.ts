/** What only a user does. Moving the pointer across a window is no sign of using it. */
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/**
 * Tells the worker that the user is there, at most once an interval: the first sign at once, later ones when the
 * interval is over. Without an interval it listens to nothing.
 */
export function createActivityReporter(report: () => unknown): { set(intervalMs: number | undefined): void } {
  let interval: number | undefined;
  let lastReport = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function note(): void {
    if (timer !== undefined || interval === undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        lastReport = performance.now();
        report();
      },
      Math.max(lastReport + interval - performance.now(), 0),
    );
  }

  return {
    set(intervalMs) {
      if (intervalMs === interval) return;
      interval = intervalMs;
      const change = interval === undefined ? removeEventListener : addEventListener;
      for (const sign of SIGNS) change(sign, note, { capture: true, passive: true });
    },
  };
}

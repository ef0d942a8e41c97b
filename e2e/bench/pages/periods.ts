/** Calls whenever a period of the machine's clock begins, so that all tabs call in the same moment. Failures are the next call's to mend. */
export function atEachPeriod(periodMs: number, call: () => Promise<unknown>): void {
  setTimeout(
    () => {
      call().catch(() => {});
      atEachPeriod(periodMs, call);
    },
    periodMs - (Date.now() % periodMs),
  );
}

/**
 * Calls once in each period of the machine's clock, for ever, so much after its beginning: at 0, all tabs call in the same
 * moment. A failure is the next call's to mend.
 */
export function onceAPeriod(periodMs: number, phaseMs: number, call: () => Promise<unknown>): void {
  const again = () => {
    call().catch(() => {});
    onceAPeriod(periodMs, phaseMs, call);
  };
  setTimeout(again, periodMs - ((Date.now() - phaseMs) % periodMs));
}

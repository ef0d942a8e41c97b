import type { Clock } from '../ports.js';

/** Time that passes only when a test says so, with the delays that wait for it. */
export interface VirtualClock extends Clock {
  delay(ms: number, signal: AbortSignal): Promise<void>;
  /** Lets time pass: every delay that ends meanwhile ends in its turn, and what it sets off runs before the next one. */
  advance(ms: number): Promise<void>;
  /** Lets everything run that waits for no time. */
  settle(): Promise<void>;
  /** Sets the wall clock, as a user would; the steady clock does not notice. */
  setWall(offsetMs: number): void;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

export function createVirtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let elapsed = 0;
  let wallOffset = 0;
  const timers = new Set<Timer>();

  /** A message comes after every microtask, however long their chain. */
  function settle(): Promise<void> {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }

  function nextBefore(end: number): Timer | undefined {
    const due = [...timers].filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }

  return {
    now: () => start + elapsed + wallOffset,
    monotonic: () => elapsed,
    settle,
    setWall(offsetMs) {
      wallOffset = offsetMs;
    },
    delay: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const timer: Timer = { at: elapsed + ms, fire: resolve };
        timers.add(timer);
        signal.addEventListener('abort', () => {
          timers.delete(timer);
          reject(signal.reason);
        });
      }),
    async advance(ms) {
      const end = elapsed + ms;
      await settle();
      for (let timer = nextBefore(end); timer; timer = nextBefore(end)) {
        elapsed = timer.at;
        timers.delete(timer);
        timer.fire();
        await settle();
      }
      elapsed = end;
      await settle();
    },
  };
}

/** A worker or a tab: what it waits for never comes once it is gone. */
export interface Owner {
  readonly name: string;
  alive: boolean;
}

/** How the ids begin that a worker makes. A flow's id stands before a dot in a state parameter, and has none itself. */
export const idsOf = ({ name }: Owner) => name.replace('.', '-');

export interface Timer {
  readonly owner: Owner;
  /** Unique, and the same in every run of the same choices. */
  readonly name: string;
  readonly at: number;
  readonly fire: () => void;
}

const START = Date.UTC(2026, 0, 1);

/** Time, which passes only when the scheduler says so, and the clocks that are made of it. Milliseconds. */
export interface Timeline {
  /** Since the schedule began: the time of the story. */
  elapsed(): number;
  /** The machine's wall clock, which people set. */
  wall(): number;
  /** The service's clock. */
  service(): number;
  /** The machine's steady clock. */
  monotonic(): number;
  /** Lets time pass. A machine that sleeps stops its steady clock. */
  pass(ms: number, asleep: boolean): void;
  setWall(byMs: number): void;
  wasSetBack(): boolean;
  /** Whether the wall clock was ever set, or the steady one stopped. */
  isTamperedWith(): boolean;
  readonly timers: Set<Timer>;
  start(owner: Owner, what: string, ms: number, fire: () => void): Timer;
}

export function createTimeline(serviceAheadMs: number): Timeline {
  let elapsed = 0;
  let wallOffset = 0;
  let slept = 0;
  let tampered = false;
  let setBack = false;
  const timers = new Set<Timer>();
  const counts = new Map<string, number>();
  return {
    elapsed: () => elapsed,
    wall: () => START + elapsed + wallOffset,
    service: () => START + elapsed + serviceAheadMs,
    monotonic: () => elapsed - slept,
    pass(ms, asleep) {
      elapsed += ms;
      if (asleep) {
        slept += ms;
        tampered = true;
      }
    },
    setWall(byMs) {
      wallOffset += byMs;
      tampered = true;
      setBack ||= byMs < 0;
    },
    wasSetBack: () => setBack,
    isTamperedWith: () => tampered,
    timers,
    start(owner, what, ms, fire) {
      const key = `${owner.name}: ${what}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const name = count === 1 ? key : `${key} (${count})`;
      const timer: Timer = { owner, name, at: elapsed + Math.max(ms, 0), fire };
      timers.add(timer);
      return timer;
    },
  };
}

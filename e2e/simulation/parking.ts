import type { Trouble } from './themes.js';
import type { Owner } from './timeline.js';

/** One way in which something that is under way may go on. */
export interface Outcome {
  /** Empty for the ordinary one. */
  readonly label: string;
  /** Absent for the ordinary one. */
  readonly trouble?: Trouble;
  /** Nothing is wrong, and the owner hears of it later: how often, the schedule's pace says. */
  readonly isLater?: boolean;
  readonly happen: () => void;
}

export type Outcomes = readonly [Outcome, ...Outcome[]];

/** Something under way: it goes on when the scheduler picks one of its outcomes. */
export interface Parked {
  /** Unique, and the same in every run of the same choices. */
  readonly name: string;
  readonly owner: Owner;
  /** Of those with the same queue only the first may go on. */
  readonly queue?: unknown;
  /** The ordinary one first. */
  readonly outcomes: Outcomes;
  /** It comes to a worker as soon without an event as within one. */
  readonly needsNoEvent?: boolean;
  /** It takes a fraction of what everything else takes: many of its kind come and go meanwhile. */
  readonly isSwift?: boolean;
  /** It takes longer than most of what else is under way. */
  readonly isSlow?: boolean;
}

export type Nature = Pick<Parked, 'needsNoEvent' | 'isSwift' | 'isSlow'>;

/** Everything that is under way. */
export interface Parking {
  readonly parked: Set<Parked>;
  /** Those that may go on now, in the order in which they began. */
  ready(): Parked[];
  add(owner: Owner, what: string, outcomes: Outcomes, queue?: unknown, nature?: Nature): Parked;
  /** Gives up what waits for this owner. */
  drop(owner: Owner): void;
}

export function createParking(): Parking {
  const parked = new Set<Parked>();
  const counts = new Map<string, number>();

  return {
    parked,
    ready() {
      const queues = new Set<unknown>();
      const ready: Parked[] = [];
      for (const each of parked) {
        if (each.queue !== undefined) {
          if (queues.has(each.queue)) continue;
          queues.add(each.queue);
        }
        ready.push(each);
      }
      return ready;
    },
    add(owner, what, outcomes, queue, nature) {
      const key = `${owner.name}: ${what}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const item: Parked = { name: count === 1 ? key : `${key} (${count})`, owner, outcomes, queue, ...nature };
      parked.add(item);
      return item;
    },
    drop(owner) {
      for (const each of parked) if (each.owner === owner) parked.delete(each);
    },
  };
}

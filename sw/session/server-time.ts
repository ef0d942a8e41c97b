import type { Clock } from './ports.js';
import type { ServerClock } from './record.js';

/** What is known of the service's clock at one moment. */
export interface TimeReading {
  /** The service's clock: milliseconds since the epoch. Without better knowledge, this machine's. */
  readonly now: number;
  /** How far the service's clock is ahead of this machine's wall clock, in milliseconds. */
  readonly offsetMs: number;
  /** False when this machine's clock was certainly set back since the offset was learnt: `now` is then only a lower bound. */
  readonly certain: boolean;
}

/**
 * The one clock by which validity is judged. This machine's wall clock may be hours off and may be set at any time, so the
 * offset to the service's clock is learnt from each answer of the service, and the steady clock bridges what happens to
 * the wall clock in between. Whichever of the two is further ahead is believed: a machine that slept stops the steady
 * clock, and somebody who sets the time back moves the wall clock.
 */
export interface ServerTime {
  read(): TimeReading;
  /**
   * Takes note of a time that the service has told in an answer: a `Date` header, or a new token's `iat`. `sentAtMs` is what
   * {@link read} had as `now` when the request was made.
   */
  observe(serverTimeMs: number, sentAtMs: number): void;
  /** Takes note of what an earlier life of the worker has learnt. Ignored once this one has learnt for itself. */
  recall(stored: ServerClock | undefined): void;
  /** What to store with the record. */
  toStore(): ServerClock | undefined;
}

/** The service runs on many machines, and tells whole seconds: a time that is off by less than this is no news. */
const OBSERVATION_NOISE_MS = 2_000;

/** Time servers slew a wall clock back by fractions of a second; people set it back by more. */
const SET_BACK_TOLERANCE_MS = 5_000;

interface Anchor {
  readonly server: number;
  readonly wall: number;
  readonly monotonic: number;
}

export function createServerTime(clock: Clock): ServerTime {
  let anchor: Anchor | undefined;
  let recalled: ServerClock | undefined;

  function read(): TimeReading {
    const wall = clock.now();
    if (anchor) {
      const offsetMs = anchor.server - anchor.wall;
      const steady = anchor.server + (clock.monotonic() - anchor.monotonic);
      return { now: Math.max(wall + offsetMs, steady), offsetMs, certain: true };
    }
    if (recalled) {
      const { offsetMs, learntAt } = recalled;
      return {
        now: Math.max(wall, learntAt) + offsetMs,
        offsetMs,
        certain: wall + SET_BACK_TOLERANCE_MS >= learntAt,
      };
    }
    return { now: wall, offsetMs: 0, certain: true };
  }

  return {
    read,
    observe(serverTimeMs, sentAtMs) {
      const known = read();
      // The service told it between the request and now, however long that was: a machine may sleep before it reads an answer.
      const agrees =
        known.certain &&
        serverTimeMs >= sentAtMs - OBSERVATION_NOISE_MS &&
        serverTimeMs <= known.now + OBSERVATION_NOISE_MS;
      // What is known stays as it is: an offset that trembled would change every moment that pages are told.
      if (agrees && anchor) return;
      const wall = clock.now();
      const offsetMs = agrees ? known.offsetMs : Math.round(serverTimeMs - wall);
      anchor = { server: wall + offsetMs, wall, monotonic: clock.monotonic() };
    },
    recall(stored) {
      recalled = stored;
    },
    toStore() {
      return anchor ? { offsetMs: anchor.server - anchor.wall, learntAt: anchor.wall } : recalled;
    },
  };
}

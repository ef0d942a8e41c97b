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

/** This machine's clocks at one moment, in milliseconds: the wall clock, and the steady one. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
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
   * Takes note of a time that the service has told in an answer: a `Date` header, or a new token's `iat`. It did so after
   * `sentAt`, the moment of the request; where that is not known, it may have been at any time. Undefined or `NaN`
   * where the answer told none.
   */
  observe(serverTimeMs: number | undefined, sentAt?: Moment): void;
  /** To be taken before a request is made. */
  moment(): Moment;
  /** Takes note of what an earlier life of the worker has learnt. Ignored once this one has learnt for itself. */
  recall(stored: ServerClock | undefined): void;
  /** What to store with the record. */
  toStore(): ServerClock | undefined;
}

/** The service runs on many machines, and tells whole seconds: a time that is off by less than this is no news. */
const OBSERVATION_NOISE_MS = 2_000;

/** Time servers slew a wall clock back by fractions of a second; people set it back by more. */
const SET_BACK_TOLERANCE_MS = 5_000;

/** How far the service's clock was ahead of this machine's wall clock, and when. */
interface Learnt {
  readonly offsetMs: number;
  readonly wall: number;
  /** Missing where an earlier life of the worker learnt it: the steady clock begins anew with each. */
  readonly monotonic?: number;
}

export function createServerTime(clock: Clock): ServerTime {
  let learnt: Learnt | undefined;

  function read(): TimeReading {
    const wall = clock.now();
    if (!learnt) return { now: wall, offsetMs: 0, certain: true };
    const { offsetMs, wall: then, monotonic } = learnt;
    const isOurs = monotonic !== undefined;
    const passedMs = isOurs ? clock.monotonic() - monotonic : 0;
    return {
      now: Math.max(wall, then + passedMs) + offsetMs,
      offsetMs,
      certain: isOurs || wall + SET_BACK_TOLERANCE_MS >= then,
    };
  }

  const moment = (): Moment => ({ wall: clock.now(), monotonic: clock.monotonic() });

  return {
    read,
    moment,
    observe(serverTimeMs, sentAt) {
      if (!serverTimeMs) return;
      const known = read();
      const present = moment();
      // A machine may have slept before it read the answer, and somebody may have set the clock.
      const elapsedMs = sentAt ? Math.max(present.wall - sentAt.wall, present.monotonic - sentAt.monotonic) : 0;
      const earliest = sentAt ? known.now - elapsedMs - OBSERVATION_NOISE_MS : Number.NEGATIVE_INFINITY;
      const agrees = known.certain && serverTimeMs >= earliest && serverTimeMs <= known.now + OBSERVATION_NOISE_MS;
      // What is known stays as it is: an offset that trembled would change every moment that pages are told.
      if (agrees && learnt?.monotonic !== undefined) return;
      // Otherwise as if it was told at the very beginning: rather a token taken for expired than an expired one given.
      const isKnown = agrees && (learnt || elapsedMs <= OBSERVATION_NOISE_MS);
      const offsetMs = isKnown ? known.offsetMs : Math.round(serverTimeMs + elapsedMs - present.wall);
      learnt = { offsetMs, ...present };
    },
    recall(stored) {
      if (learnt?.monotonic !== undefined) return;
      learnt = stored && { offsetMs: stored.offsetMs, wall: stored.learntAt };
    },
    toStore: () => learnt && { offsetMs: learnt.offsetMs, learntAt: learnt.wall },
  };
}

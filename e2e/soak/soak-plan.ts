/** So many uses of the session, each after a pause that is chosen between two lengths, in ms. */
export interface Cadence {
  readonly name: string;
  readonly pauseMs: readonly [shortest: number, longest: number];
  readonly times: number;
}

/** What a page does by itself: its cadences one after the other, over and over until the time is up; at least once. */
export interface SoakPlan {
  readonly cadences: readonly Cadence[];
  readonly forMs: number;
  readonly user: { readonly username: string; readonly password: string };
  /** An address that the worker authorises. */
  readonly apiUrl: string;
}

/** One call, as the page saw it. */
export interface SoakSample {
  readonly cadence: string;
  readonly call: string;
  readonly ms: number;
  /** What went wrong with it. */
  readonly error?: string;
}

/** What the page tells in the end. */
export interface SoakReport {
  readonly samples: readonly SoakSample[];
  /** The types of the events that the page was told of. */
  readonly events: readonly string[];
  /** What has kept it from its plan. */
  readonly failure?: string;
}

/**
 * More often than the worker could be stopped; now and then; and so seldom that Chromium, which stops a worker 30 s after its
 * last event, has stopped it each time.
 */
export const MIXED_CADENCES: readonly Cadence[] = [
  { name: 'every 0.5 s', pauseMs: [500, 500], times: 80 },
  { name: 'every 5 s', pauseMs: [5_000, 5_000], times: 6 },
  { name: 'after 36 to 45 s', pauseMs: [36_000, 45_000], times: 2 },
];

/** The same in a minute and a half. */
export const SHORT_CADENCES: readonly Cadence[] = [
  { name: 'every 0.5 s', pauseMs: [500, 500], times: 70 },
  { name: 'after 38 s', pauseMs: [38_000, 38_000], times: 1 },
  { name: 'every 5 s', pauseMs: [5_000, 5_000], times: 1 },
];

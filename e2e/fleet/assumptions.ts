/** What the simulated fleet is like. */
export interface FleetAssumptions {
  readonly users: number;
  /** A day, and nothing else is simulated. */
  readonly dayMs: number;
  /** Share of the users whose session begins in each hour of the day. */
  readonly startsByHour: readonly number[];
  /** The share of them who begin with the hour, as people do who start work together, and how far these scatter (1 σ). */
  readonly onTheHour: number;
  readonly onTheHourScatterMs: number;
  /** Length of a session: log-normal, by its median and σ of the logarithm. */
  readonly sessionMedianMs: number;
  readonly sessionSigma: number;
  /** How many users have one tab, two tabs, … The first opens with the session, the others within this time. */
  readonly tabShares: readonly number[];
  readonly tabsOpenWithinMs: number;
  /** Mean of the (exponential) time from one call for a token to the next, in each tab. */
  readonly tabCallsEveryMs: number;
  readonly tokenLifetimeMs: number;
  /** Refreshes a second for an account and region; a second's worth may come at once. */
  readonly quotaPerSecond: number;
  readonly answerMs: number;
  readonly outage: { readonly fromMs: number; readonly toMs: number } | undefined;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** One region: quiet at night, most people between eight and eleven, fewer after lunch, some in the evening. */
const OFFICE_DAY = [2, 1, 1, 1, 1, 2, 4, 8, 12, 11, 9, 7, 6, 7, 6, 5, 4, 3, 3, 3, 2, 2, 1, 1];
const OFFICE_TOTAL = OFFICE_DAY.reduce((sum, share) => sum + share, 0);

/** Cognito's default, for the tokens of user pools. */
export const DEFAULT_QUOTA = 120;

/** Cognito sells more. With twice the default the busiest moments of a million users fit in. */
export const BOUGHT_QUOTA = 240;

export const A_MILLION_USERS: FleetAssumptions = {
  users: 1_000_000,
  dayMs: 24 * HOUR,
  startsByHour: OFFICE_DAY.map((share) => share / OFFICE_TOTAL),
  onTheHour: 0.2, // shifts, classes and meetings begin then
  onTheHourScatterMs: 5 * MINUTE,
  sessionMedianMs: 60 * MINUTE, // an app that people work with, not one that they look something up in
  sessionSigma: 0.8, // a mean of 83 minutes; one in twenty stays for longer than 3.7 hours
  tabShares: [0.4, 0.25, 0.15, 0.1, 0.05, 0.05], // 2.3 on average
  tabsOpenWithinMs: 10 * MINUTE,
  tabCallsEveryMs: 45 * SECOND, // people's own and the app's regular ones; every 20 s over the average user's tabs
  tokenLifetimeMs: HOUR, // Cognito's default
  quotaPerSecond: BOUGHT_QUOTA,
  answerMs: 150,
  outage: { fromMs: 10 * HOUR, toMs: 10 * HOUR + 10 * MINUTE }, // near the day's peak
};

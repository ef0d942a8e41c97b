import type { FleetAssumptions } from './assumptions.js';
import { type FleetDay, STEP_MS } from './fleet.js';

/** A fleet has recovered from an outage once no more of those who are online than this are refused a token. */
const RECOVERED_SHARE = 0.001;

export interface FleetSummary {
  readonly policy: string;
  readonly requests: number;
  /** Requests a second, in the day's busiest ten seconds. */
  readonly peakPerSecond: number;
  /** Of all requests that the service answered. */
  readonly throttledShare: number;
  /** Time with the app open and a token neither valid nor to be had, over all users. */
  readonly hoursRefused: number;
  readonly mostRefused: number;
  /** From the outage's end until no more than one in a thousand users online are refused a token, for a minute at least. */
  readonly secondsToRecover?: number;
}

export function summarize(day: FleetDay, { outage }: FleetAssumptions): FleetSummary {
  const { policy, requests, throttled, lost, online, refused } = day;
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  const highest = (values: Iterable<number>) => Math.max(0, ...values);
  const seconds = outage && secondsToRecover(online, refused, outage.toMs);
  return {
    policy,
    requests: sum(requests),
    peakPerSecond: highest(requests) / (STEP_MS / 1000),
    throttledShare: sum(throttled) / Math.max(1, sum(requests) - sum(lost)),
    hoursRefused: (sum(refused) * STEP_MS) / 3_600_000,
    mostRefused: highest(refused),
    ...(seconds !== undefined && { secondsToRecover: seconds }),
  };
}

const STEPS_OF_A_MINUTE = 60_000 / STEP_MS;

function secondsToRecover(online: Int32Array, refused: Int32Array, fromMs: number): number | undefined {
  const first = Math.ceil(fromMs / STEP_MS);
  let calm = 0;
  for (let step = first; step < refused.length; step++) {
    calm = (refused[step] ?? 0) <= (online[step] ?? 0) * RECOVERED_SHARE ? calm + 1 : 0;
    if (calm === STEPS_OF_A_MINUTE) return ((step - calm + 1 - first) * STEP_MS) / 1000;
  }
  return undefined;
}

import type { FleetAssumptions } from './assumptions.js';
import { type FleetDay, STEP_MS } from './fleet.js';

/** A fleet has recovered from an outage once so few of those who are online, and whom it concerned, are without a token. */
const RECOVERED_SHARE = 0.001;

export interface FleetSummary {
  readonly policy: string;
  readonly requests: number;
  /** Requests a second, over ten seconds. */
  readonly peakPerSecond: number;
  readonly peakPerSecondOutsideOutage: number;
  /** Of all requests outside of the outage. */
  readonly throttledShare: number;
  /** Steps of ten seconds in which anything was throttled. */
  readonly secondsWithThrottling: number;
  /** User-seconds with the app open and no valid token. */
  readonly secondsWithoutToken: number;
  readonly mostWithoutToken: number;
  /** From the outage's end until fewer than one in a thousand users online are without a token, and stay so for a minute. */
  readonly secondsToRecover: number | undefined;
}

/** How long after an outage a fleet is still coming to itself, and its requests are none of an ordinary day. */
const AFTERMATH_MS = 30 * 60_000;

export function summarize(day: FleetDay, { outage }: FleetAssumptions): FleetSummary {
  const { policy, requests, throttled, lost, online, withoutToken } = day;
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  const perSecond = (count: number) => count / (STEP_MS / 1000);
  const highest = (values: Iterable<number>) => Math.max(0, ...values);
  const isOrdinary = (_count: number, step: number) =>
    outage === undefined || step * STEP_MS < outage.fromMs || step * STEP_MS >= outage.toMs + AFTERMATH_MS;
  const lostTotal = sum(lost);
  return {
    policy,
    requests: sum(requests),
    peakPerSecond: perSecond(highest(requests)),
    peakPerSecondOutsideOutage: perSecond(highest(requests.filter(isOrdinary))),
    throttledShare: sum(throttled) / Math.max(1, sum(requests) - lostTotal),
    secondsWithThrottling: throttled.filter((count) => count > 0).length * (STEP_MS / 1000),
    secondsWithoutToken: sum(withoutToken) * (STEP_MS / 1000),
    mostWithoutToken: highest(withoutToken),
    secondsToRecover: outage && secondsToRecover(online, withoutToken, outage.toMs),
  };
}

const STEPS_OF_A_MINUTE = 60_000 / STEP_MS;

function secondsToRecover(online: Int32Array, withoutToken: Int32Array, fromMs: number): number | undefined {
  const first = Math.ceil(fromMs / STEP_MS);
  let calm = 0;
  for (let step = first; step < withoutToken.length; step++) {
    calm = (withoutToken[step] ?? 0) <= (online[step] ?? 0) * RECOVERED_SHARE ? calm + 1 : 0;
    if (calm === STEPS_OF_A_MINUTE) return ((step - calm + 1 - first) * STEP_MS) / 1000;
  }
  return undefined;
}

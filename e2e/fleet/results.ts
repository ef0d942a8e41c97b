import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOUGHT_QUOTA, DEFAULT_QUOTA, type FleetAssumptions } from './assumptions.js';
import { type FleetDay, liveDay } from './fleet.js';
import { largestFleet } from './largest-fleet.js';
import { POLICIES } from './policies/index.js';
import { type FleetSummary, summarize } from './summary.js';

/** The content of docs/fleet/results.json. In each list this project comes first. */
export interface FleetResults {
  readonly seed: number;
  readonly assumptions: FleetAssumptions;
  readonly compared: readonly { readonly policy: string; readonly what: string }[];
  /** A day without an outage and with a quota that is never used up: what is asked of the service. */
  readonly demand: readonly FleetSummary[];
  /** Days with the outage, by quota. */
  readonly outages: readonly { readonly quotaPerSecond: number; readonly days: readonly FleetSummary[] }[];
  /** How many users the default quota serves on a day without an outage. */
  readonly largestFleets: readonly { readonly policy: string; readonly users: number }[];
}

export const RESULTS_FOLDER = 'docs/fleet';
const FILE = 'results.json';

/** Lives all the days. Also answers those with the outage and the quota that the assumptions have, for the plots. */
export function takeResults(
  assumptions: FleetAssumptions,
  seed: number,
  live = liveDay,
): { results: FleetResults; days: FleetDay[] } {
  const calm: FleetAssumptions = { ...assumptions, quotaPerSecond: Number.MAX_SAFE_INTEGER, outage: undefined };
  const calmDays = POLICIES.map((policy) => live(calm, policy, seed));
  const byQuota = [DEFAULT_QUOTA, BOUGHT_QUOTA].map((quotaPerSecond) => {
    const it = { ...assumptions, quotaPerSecond };
    const days = POLICIES.map((policy) => live(it, policy, seed));
    return { quotaPerSecond, days, summaries: days.map((day) => summarize(day, it)) };
  });
  const results: FleetResults = {
    seed,
    assumptions,
    compared: POLICIES.map(({ name, what }) => ({ policy: name, what })),
    demand: calmDays.map((day) => summarize(day, calm)),
    outages: byQuota.map(({ quotaPerSecond, summaries }) => ({ quotaPerSecond, days: summaries })),
    largestFleets: calmDays.map(({ policy, requestsBySecond }) => ({
      policy,
      users: largestFleet(requestsBySecond, assumptions.users, DEFAULT_QUOTA),
    })),
  };
  const plotted = byQuota.find(({ quotaPerSecond }) => quotaPerSecond === assumptions.quotaPerSecond);
  return { results, days: plotted?.days ?? [] };
}

export function readResults(folder = RESULTS_FOLDER): FleetResults {
  return JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as FleetResults;
}

export function writeResults(results: FleetResults, folder = RESULTS_FOLDER): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, FILE), serialize(results));
}

/** JSON with numbers that a reader can take in. */
export function serialize(value: unknown): string {
  return `${JSON.stringify(value, rounded, 2)}\n`;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value;
}

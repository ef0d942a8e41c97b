import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { A_MILLION_USERS, BOUGHT_QUOTA, DEFAULT_QUOTA, type FleetAssumptions } from './assumptions.js';
import { createEventQueue } from './event-queue.js';
import { liveDay } from './fleet.js';
import { largestFleet } from './largest-fleet.js';
import { awsAmplify } from './policies/aws-amplify.js';
import { POLICIES } from './policies/index.js';
import { oidcClientTs } from './policies/oidc-client-ts.js';
import { onePerOrigin } from './policies/one-per-origin.js';
import { readResults, serialize } from './results.js';
import { replaceSection, writeSection } from './section.js';
import { summarize } from './summary.js';

const USERS = 2_000;

/** A quota that is in the same proportion to the fleet, and a little above what the fleet needs. */
const small: FleetAssumptions = {
  ...A_MILLION_USERS,
  users: USERS,
  quotaPerSecond: (A_MILLION_USERS.quotaPerSecond * USERS) / A_MILLION_USERS.users + 1,
};
const calm: FleetAssumptions = { ...small, outage: undefined };
const unlimited: FleetAssumptions = { ...calm, quotaPerSecond: 1e9 };
const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

test('events come in the order of their times', () => {
  const queue = createEventQueue();
  const times = [5, 1, 4, 1, 9, 2, 6, 0, 3];
  for (const [client, at] of times.entries()) queue.push(at, client);
  const seen: number[] = [];
  while (queue.pop()) seen.push(queue.at);
  expect(seen).toEqual([...times].sort((a, b) => a - b));
});

describe('a small fleet', () => {
  test('lives the same day again with the same seed, and another with another', () => {
    expect(liveDay(small, onePerOrigin, 1)).toEqual(liveDay(small, onePerOrigin, 1));
    expect(liveDay(small, onePerOrigin, 1).requests).not.toEqual(liveDay(small, onePerOrigin, 2).requests);
  });

  test('has the same users under each policy', () => {
    const [first, ...others] = POLICIES.map((policy) => liveDay(calm, policy, 1).online);
    for (const other of others) expect(other).toEqual(first);
  });

  test.each(POLICIES.map((policy) => [policy.name, policy] as const))(
    'has tokens all the time with %s, where nothing fails',
    (_name, policy) => {
      const { requests, online, refused, requestsBySecond } = liveDay(unlimited, policy, 1);
      const hours = total(online) / 360;
      expect(total(requests)).toBeGreaterThan(hours);
      expect(total(requestsBySecond)).toBe(total(requests));
      expect(Math.max(...refused)).toBe(0);
    },
  );

  test('makes one request for each hour of each session with one renewal per origin, and nearly so where calls renew', () => {
    for (const policy of [onePerOrigin, awsAmplify]) {
      const { requests, online } = liveDay(unlimited, policy, 1);
      // One at the beginning of each, and one each time that the tokens' hour, less the buffer, is over.
      expect(total(requests)).toBeLessThan(total(online) / 360 + 1.1 * USERS);
    }
  });

  test('makes half as many again with a timer in each tab', () => {
    const [origin, tab] = [onePerOrigin, oidcClientTs].map((policy) => total(liveDay(unlimited, policy, 1).requests));
    expect(tab).toBeGreaterThan(1.4 * (origin ?? Number.NaN));
  });

  test('loses its tokens in an outage, and has them again soon after it', () => {
    const day = liveDay(small, onePerOrigin, 1);
    const { secondsToRecover, mostRefused } = summarize(day, small);
    expect(total(day.lost)).toBeGreaterThan(0);
    expect(mostRefused).toBeGreaterThan(USERS / 200);
    expect(secondsToRecover).toBeLessThan(300);
  });

  test('uses its quota and no more', () => {
    const scarce = { ...calm, quotaPerSecond: 1 };
    const { requests, throttled } = liveDay(scarce, oidcClientTs, 1);
    expect(total(throttled)).toBeGreaterThan(0);
    for (const [step, count] of requests.entries()) {
      expect(count - (throttled[step] ?? 0)).toBeLessThanOrEqual(11); // a step, and a second's worth saved up
    }
  });
});

test('the largest fleet is the one whose busy seconds fit into the quota, but for one request in a thousand', () => {
  const steady = new Uint32Array(1_000).fill(60);
  expect(largestFleet(steady, 1_000_000, 120)).toBe(2_000_000);
  const busy = Uint32Array.from(steady, (count, second) => (second < 100 ? 2 * count : count));
  expect(largestFleet(busy, 1_000_000, 120)).toBe(1_000_000);
});

describe('what was published', () => {
  const results = readResults();

  test('is in the README as docs/fleet/results.json has it', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(replaceSection(readme, writeSection(results))).toBe(readme);
  });

  test('was simulated with these assumptions, in which users are refused tokens for a shorter time than with the peers', () => {
    expect(results.assumptions).toEqual(JSON.parse(serialize(A_MILLION_USERS)));
    expect(results.outages.map(({ quotaPerSecond }) => quotaPerSecond)).toEqual([DEFAULT_QUOTA, BOUGHT_QUOTA]);
    for (const { days } of results.outages) {
      const [ours, ...peers] = days;
      for (const peer of peers) expect(peer.hoursRefused).toBeGreaterThan(ours?.hoursRefused ?? Number.NaN);
    }
  });
});

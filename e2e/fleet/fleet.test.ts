import { describe, expect, test } from 'vitest';
import { A_MILLION_USERS, type FleetAssumptions } from './assumptions.js';
import { createEventQueue } from './event-queue.js';
import { liveDay } from './fleet.js';
import { onePerOrigin, onePerTab } from './renewal-policy.js';
import { summarize } from './summary.js';

const USERS = 2_000;

/** A thousandth of the quota, a little above what the fleet needs; everybody works, and begins with the hour. */
const small: FleetAssumptions = {
  ...A_MILLION_USERS,
  users: USERS,
  quotaPerSecond: (A_MILLION_USERS.quotaPerSecond * USERS) / A_MILLION_USERS.users + 1,
};
const calm: FleetAssumptions = { ...small, outage: undefined };
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
    expect(liveDay(calm, onePerTab, 1).online).toEqual(liveDay(calm, onePerOrigin, 1).online);
  });

  test('makes one request for each hour of each session, where nothing fails', () => {
    const unlimited = { ...calm, quotaPerSecond: 1e9 };
    const { requests, online } = liveDay(unlimited, onePerOrigin, 1);
    const hours = total(online) / 360;
    // One at the beginning of each, and one each time that the tokens' hour, less the buffer, is over.
    expect(total(requests)).toBeGreaterThan(hours);
    expect(total(requests)).toBeLessThan(hours + 1.1 * USERS);
    const { withoutToken } = liveDay(unlimited, onePerOrigin, 1);
    expect(Math.max(...withoutToken)).toBeLessThan(USERS / 100); // those who have just come
  });

  test('makes more requests with one per tab, and more of them are throttled', () => {
    const [origin, tab] = [onePerOrigin, onePerTab].map((policy) => summarize(liveDay(calm, policy, 1), calm));
    expect(tab?.requests).toBeGreaterThan(1.3 * (origin?.requests ?? Number.NaN));
    expect(tab?.throttledShare).toBeGreaterThan(origin?.throttledShare ?? Number.NaN);
  });

  test('loses its tokens in an outage, and has them again soon after it', () => {
    const day = liveDay(small, onePerOrigin, 1);
    const { secondsToRecover, mostWithoutToken } = summarize(day, small);
    expect(total(day.lost)).toBeGreaterThan(0);
    expect(mostWithoutToken).toBeGreaterThan(USERS / 200);
    expect(secondsToRecover).toBeLessThan(300);
  });

  test('uses its quota and no more', () => {
    const { requests, throttled } = liveDay(calm, onePerTab, 1);
    for (const [step, count] of requests.entries()) {
      expect(count - (throttled[step] ?? 0)).toBeLessThanOrEqual(calm.quotaPerSecond * 11); // a step, and a second's worth saved up
    }
  });
});

import { describe, expect, test } from 'vitest';
import { backoff, backoffAfterThrottling } from './backoff.js';
import { patienceOf, pauseBeforeRetry } from './retry.js';
import { networkFailure, serviceFailure } from './testing/service-failure.js';
import { createWorld } from './testing/world.js';

const REFRESH = 'GetTokensFromRefreshToken';
const HOUR = 3_600_000;
const THROTTLED = serviceFailure('TooManyRequestsException');

async function throttledWorld() {
  const world = createWorld();
  const worker = world.startWorker();
  await world.signIn(worker);
  world.cognito.requests.length = 0;
  world.cognito.fate = (operation) => (operation === REFRESH ? THROTTLED : 'ok');
  return { world, worker, sessionId: world.store.current().sessionId };
}

describe('a service that throttles', () => {
  test('is asked once by a renewal ahead of time, for the tokens still serve', async () => {
    const { world, worker, sessionId } = await throttledWorld();
    await world.clock.advance(HOUR - 60_000);
    await worker.session.tend();
    await world.clock.advance(500);
    await worker.session.settled();
    expect(world.cognito.count(REFRESH)).toBe(1);
    await expect(worker.session.getCognitoTokens(sessionId)).resolves.toBeTruthy();
  });

  test('is asked up to three times for a call that needs tokens, and once by each call after that', async () => {
    const { world, worker, sessionId } = await throttledWorld();
    await world.clock.advance(HOUR + 1);
    const first = worker.session.getCognitoTokens(sessionId);
    first.catch(() => {});
    await world.clock.advance(3_000);
    await expect(first).rejects.toMatchObject({ code: 'tooManyRequests', retryable: true });
    expect(world.cognito.count(REFRESH)).toBe(3);
    await expect(worker.session.getCognitoTokens(sessionId)).rejects.toMatchObject({ code: 'tooManyRequests' });
    expect(world.cognito.count(REFRESH)).toBe(4);
  });

  test('is left alone by the background for longer and longer, and not by a call', async () => {
    const { world, worker, sessionId } = await throttledWorld();
    await world.clock.advance(HOUR + 1);
    for (let second = 0; second < 900; second++) {
      await worker.session.tend();
      await world.clock.advance(1_000);
    }
    expect(world.cognito.count(REFRESH)).toBeLessThan(25); // in 15 minutes
    world.cognito.fate = () => 'ok';
    await expect(worker.session.getCognitoTokens(sessionId)).resolves.toBeTruthy();
  });

  test('pauses nobody for longer than the grace period allows once a refresh is out whose answer may be lost', async () => {
    const { world, worker } = await throttledWorld();
    await world.clock.advance(HOUR + 1);
    const pauseLeft = () => (world.store.current().tokensFailure?.retryAt ?? 0) - world.clock.now();
    while (pauseLeft() < 60_000) {
      await worker.session.tend();
      await world.clock.advance(1_000);
    }
    world.cognito.settings.rotation = { gracePeriodMs: 60_000 };
    world.cognito.fate = () => 'ok';
    world.cognito.gate = async (_operation, _signal, stage) => {
      if (stage === 'answer') await new Promise(() => {});
    };
    void worker.session.fetchAuthSession({ forceRefresh: true });
    await world.clock.settle();
    worker.stop(); // with the answer on the wire
    expect(world.store.current().attempt).toBeDefined();
    expect(pauseLeft()).toBeLessThanOrEqual(30_000);
  });
});

describe('how often a renewal asks', () => {
  const failure = (count: number, error = networkFailure()) => ({ count, error: error.toData(), retryAt: 0 });

  test.each([
    ['the first', undefined, false, 3, 3],
    ['the first, ahead of time', undefined, true, 3, 1],
    ['one after a hiccup', failure(1), false, 3, 3],
    ['one in an outage', failure(3), false, 1, 1],
    ['one after throttling', failure(1, THROTTLED), false, 1, 1],
  ])('%s', (_which, before, isAhead, tries, triesOnceThrottled) => {
    expect(patienceOf(before, isAhead)).toEqual({ tries, triesOnceThrottled });
  });

  test('it waits longer in between once throttled, never beyond two seconds, and anything from nothing on', () => {
    const patience = { tries: 9, triesOnceThrottled: 9 };
    const longest = (attempt: number, isThrottled: boolean) =>
      pauseBeforeRetry(attempt, isThrottled, patience, () => 1);
    expect([1, 2, 3, 8].map((attempt) => longest(attempt, false))).toEqual([200, 400, 800, 2_000]);
    expect([1, 2, 3, 8].map((attempt) => longest(attempt, true))).toEqual([1_000, 2_000, 2_000, 2_000]);
    expect(pauseBeforeRetry(1, true, patience, () => 0)).toBe(0);
  });
});

test('the background pauses for half a minute at most, after throttling for two', () => {
  expect([1, 2, 5, 99].map((failures) => backoff(failures, 1))).toEqual([1_000, 2_000, 16_000, 30_000]);
  expect([1, 2, 5, 99].map((failures) => backoffAfterThrottling(failures, 1))).toEqual([1_000, 2_000, 16_000, 120_000]);
  expect(backoffAfterThrottling(5, 0)).toBe(4_000);
});

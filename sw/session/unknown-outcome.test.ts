import { expect, test } from 'vitest';
import type { Fate } from './testing/model-cognito.js';
import { networkFailure, serviceFailure } from './testing/service-failure.js';
import { createWorld } from './testing/world.js';

const THROTTLED = serviceFailure('TooManyRequestsException');

/** Signs in, and lets one forced renewal meet these fates. */
async function renewalWith(...fates: Fate[]) {
  const world = createWorld();
  world.cognito.settings.rotation = { gracePeriodMs: 60_000 };
  const worker = world.startWorker();
  await world.signIn(worker);
  world.cognito.fate = (operation) => (operation === 'GetTokensFromRefreshToken' ? (fates.shift() ?? 'ok') : 'ok');
  const forced = worker.session.fetchAuthSession({ forceRefresh: true });
  await world.clock.advance(5_000);
  await forced;
  return { world, worker };
}

test('a refusal after a lost answer does not make the answer known: the refresh is repeated by the next event', async () => {
  const { world, worker } = await renewalWith('lose-answer', THROTTLED, THROTTLED);
  expect(world.store.current().attempt).toBeDefined();
  await worker.session.tend();
  await worker.session.settled();
  expect(world.store.current().signIn?.tokens?.version).toBe(2);
});

test("a refused repetition of a dead worker's refresh does not make its outcome known", async () => {
  const { world, worker } = await renewalWith('lose-answer', 'lose-answer', 'lose-answer');
  world.cognito.fate = () => THROTTLED;
  await worker.session.tend();
  await world.clock.advance(5_000);
  expect(world.store.current().attempt).toBeDefined();
});

test('a renewal that was refused at every try has not happened, and leaves nothing to repeat', async () => {
  const { world } = await renewalWith(THROTTLED, THROTTLED, THROTTLED);
  expect(world.store.current().attempt).toBeUndefined();
});

test('a renewal that was lost on the way may have happened', async () => {
  const { world } = await renewalWith(networkFailure(), networkFailure(), networkFailure());
  expect(world.store.current().attempt).toBeDefined();
});

test('an answer that is lost late in an outage is asked for again, though the first try is longer ago than the grace period', async () => {
  const { world, worker } = await renewalWith(networkFailure(), networkFailure(), networkFailure());
  async function tendFor(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      await worker.session.tend();
      await world.clock.advance(1_000);
    }
  }
  world.cognito.fate = () => networkFailure();
  await tendFor(35);
  world.cognito.fate = () => 'lose-answer'; // the next try rotates the token
  await tendFor(20);
  world.cognito.fate = () => 'ok';
  await tendFor(40);
  expect(world.store.current().signIn?.tokens?.version).toBe(2);
});

test('a refused repetition does not prolong the time for which the refresh is repeated', async () => {
  const { world, worker } = await renewalWith('lose-answer', 'lose-answer', 'lose-answer');
  const begun = world.store.current().attempt?.startedAt;
  world.cognito.fate = () => THROTTLED;
  for (let second = 0; second < 50; second++) {
    await worker.session.tend();
    await world.clock.advance(1_000);
  }
  expect(world.store.current().tokensFailure?.count).toBeGreaterThan(3);
  expect(world.store.current().attempt?.startedAt).toBe(begun);
});

test('an answer is asked for again that was lost after a machine had slept before it sent the request', async () => {
  const world = createWorld();
  world.cognito.settings.rotation = { gracePeriodMs: 60_000 };
  const worker = world.startWorker();
  await world.signIn(worker);
  let isAsleep = true;
  world.cognito.gate = async (operation, _signal, stage) => {
    if (operation !== 'GetTokensFromRefreshToken' || stage !== 'request' || !isAsleep) return;
    isAsleep = false;
    world.clock.setWall(4 * 60_000); // as much later
  };
  world.cognito.fate = (operation) => (operation === 'GetTokensFromRefreshToken' ? 'lose-answer' : 'ok');
  const forced = worker.session.fetchAuthSession({ forceRefresh: true });
  await world.clock.advance(5_000);
  await forced;
  world.cognito.fate = () => 'ok';
  await world.clock.advance(20_000); // the pause after a failure
  await worker.session.tend();
  await worker.session.settled();
  expect(world.store.current().signIn?.tokens?.version).toBe(2);
});

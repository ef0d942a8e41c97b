import { beforeEach, describe, expect, test } from 'vitest';
import { snapshotOf } from './snapshot.js';
import { networkFailure } from './testing/service-failure.js';
import { createWorld, type TestWorker, type World } from './testing/world.js';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

let world: World;
let worker: TestWorker;

beforeEach(() => {
  world = createWorld();
  worker = world.startWorker();
});

async function tend({ session } = worker): Promise<void> {
  await session.tend();
  await session.settled();
}

/** What fails while this machine's clock is a year ahead. */
async function failAYearAhead(work: () => Promise<unknown> = tend): Promise<void> {
  world.clock.setWall(YEAR);
  world.cognito.fate = () => networkFailure();
  const failed = work();
  await world.clock.advance(5_000); // for three tries
  await failed;
  world.clock.setWall(0);
  world.cognito.fate = () => 'ok';
}

describe('a pause that was noted while the clock was far ahead is over once the clock is right', () => {
  test('for the renewal of the tokens', async () => {
    await world.signIn(worker);
    await world.clock.advance(HOUR - 60_000);
    await failAYearAhead();
    expect(world.store.current().tokensFailure?.retryAt).toBeGreaterThan(world.clock.now() + YEAR / 2);
    await tend();
    expect(world.store.current().signIn?.tokens?.version).toBe(2);
  });

  test('for the renewal of the credentials', async () => {
    world.cognito.settings.tokenLifeMs = 2 * YEAR;
    await world.signIn(worker);
    await world.clock.advance(HOUR - 60_000);
    await failAYearAhead();
    expect(world.store.current().credentialsFailure).toBeDefined();
    await tend();
    expect(world.store.current().credentialsFailure).toBeUndefined();
  });

  test('for a revocation', async () => {
    await world.signIn(worker);
    await failAYearAhead(() => worker.session.signOut({}));
    await tend();
    expect(world.store.current().revocations).toEqual([]);
  });

  test('for the confirmation of a device', async () => {
    Object.assign(world.cognito.settings, { tracksDevices: true, tokenLifeMs: 2 * YEAR });
    world.cognito.fate = (operation) => (operation === 'ConfirmDevice' ? networkFailure() : 'ok');
    await world.signIn(worker);
    await failAYearAhead();
    await tend();
    expect(world.store.current().devices?.['sub-ada']).not.toHaveProperty('confirmation');
  });

  test('and pages are to wake the worker at once', async () => {
    await world.signIn(worker);
    await failAYearAhead(() => worker.session.signOut({}));
    const time = { now: world.clock.now(), offsetMs: 0, certain: true };
    const options = { expiryBufferMs: 0, policy: {}, granted: { awsCredentials: true, cognitoTokens: true } };
    expect(snapshotOf(world.store.current(), time, options, 0).wakeInMs).toBe(1_000);
  });
});

test('a revocation is sent though the clock was set back between two workers, so that the time stands still', async () => {
  world.clock.setWall(YEAR);
  world.cognito.now = () => world.clock.now() - YEAR;
  await world.signIn(worker);
  await world.clock.advance(60_000);
  world.cognito.fate = () => networkFailure();
  await worker.session.signOut({});
  worker.stop();
  world.clock.setWall(0);
  world.cognito.now = () => world.clock.now();
  world.cognito.fate = () => 'ok';
  const next = world.startWorker();
  await world.clock.advance(60_000);
  await tend(next);
  expect(world.store.current().revocations).toEqual([]);
});

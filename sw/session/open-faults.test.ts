/** Faults that are known and not yet mended: each test fails, and is to be moved to its place when it no longer does. */
import { test as base, expect } from 'vitest';
import type { SessionWindow } from './redirect-sign-in.js';
import { networkFailure } from './testing/service-failure.js';
import { createWorld } from './testing/world.js';

const test = base.fails;
const DAY = 24 * 3_600_000;
const WINDOW: SessionWindow = { tabId: 'tab', clientId: 'window', url: 'https://app.example/' };

test("the application's limits end a federation, too", async () => {
  const world = createWorld({ policy: { idleTimeoutMs: 60_000, absoluteLifetimeMs: 60_000 } });
  const { session } = world.startWorker();
  await session.federateToIdentityPool({ provider: 'Google', token: 'good' });
  await world.clock.advance(DAY);
  expect(await session.fetchAuthSession({})).toMatchObject({ isSignedIn: false });
});

test('a federation ends with the browser where the application wants sessions to', async () => {
  const browser: { session: string | undefined } = { session: 'first' };
  const world = createWorld({ browser });
  const worker = world.startWorker();
  await worker.session.federateToIdentityPool({ provider: 'Google', token: 'good' });
  worker.stop();
  browser.session = undefined;
  expect(await world.startWorker().session.fetchAuthSession({})).toMatchObject({ isSignedIn: false });
});

test('a sign-in with managed login is not too late because the time was set right while the user was away', async () => {
  const world = createWorld();
  world.cognito.now = () => world.clock.now() + DAY;
  const worker = world.startWorker();
  const url = await worker.session.signInWithRedirect(WINDOW, {});
  await world.signIn(worker); // in another tab: the service tells its time
  await worker.session.signOut({});
  await worker.session.answerRedirect(world.managedLogin.comeBack(url, 'ada'), 'window');
  expect(world.store.current().redirectEnding?.error).toBeUndefined();
});

test('a sign-in with managed login whose answer is taken twice, as nobody knew of the commit, does not take itself for another', async () => {
  const world = createWorld();
  const url = await world.startWorker().session.signInWithRedirect(WINDOW, {});
  const { update } = world.store;
  let isReported = false;
  world.store.update = async (change) => {
    if (!isReported) await update(change);
    isReported = true;
    return await update(change);
  };
  await world.startWorker().session.answerRedirect(world.managedLogin.comeBack(url, 'ada'), 'window');
  expect(world.store.current().redirectEnding?.error).toBeUndefined();
});

test('the refresh token of a sign-in that cannot be bound to the browser session is revoked', async () => {
  const browserSession = { current: async () => undefined, begin: () => Promise.reject(networkFailure()) };
  const world = createWorld({ ports: () => ({ browserSession }) });
  const { session } = world.startWorker();
  await expect(session.signIn('tab', { username: 'ada', password: 'secret' })).rejects.toBeTruthy();
  await session.settled();
  expect(world.cognito.count('RevokeToken')).toBe(1);
});

test('no device is forgotten by the token of another user, who has signed in meanwhile', async () => {
  const world = createWorld();
  world.cognito.settings.tracksDevices = true;
  const { session } = world.startWorker();
  await world.signIn({ session, stop: () => {} });
  const device = world.store.current().devices?.['sub-ada']?.deviceKey ?? '';
  const { read } = world.store;
  let reads = 0;
  const other = world.startWorker();
  world.store.read = async () => {
    const record = await read();
    if (++reads === 1) {
      await other.session.signOut({});
      await world.signIn(other, 'grace');
    }
    return record;
  };
  await world
    .startWorker()
    .session.devices.forgetDevice({})
    .catch(() => {});
  expect(world.cognito.confirmedDevices).toContain(device);
});

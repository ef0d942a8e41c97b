import { describe, expect, test } from 'vitest';
import type { SignOutInput } from '../../shared/sign-out.js';
import { networkFailure } from './testing/service-failure.js';
import { createWorld, type World } from './testing/world.js';

test('a global sign-out with nobody signed in does not claim that every other browser is signed out', async () => {
  const world = createWorld();
  const output = await world.startWorker().session.signOut({ global: true });
  expect(output).toMatchObject({ status: 'partial', globalSignOutError: { kind: 'signedOut' } });
  expect(world.cognito.requests).toEqual([]);
});

test('a sign-out with nobody signed in is complete', async () => {
  expect(await createWorld().startWorker().session.signOut({})).toEqual({ status: 'complete' });
});

describe('a sign-out that is made again, because its worker was stopped before the token was revoked', () => {
  const CALL = { tabId: 'tab', url: 'https://app.example/', callId: 'call' };

  /** The first call's worker is stopped as `RevokeToken` goes out, and then something happens. */
  async function signOutAgain(input: SignOutInput, meanwhile: (world: World) => Promise<unknown>) {
    const world = createWorld();
    const worker = world.startWorker();
    await world.signIn(worker);
    let reach = () => {};
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    world.cognito.gate = async (operation) => {
      if (operation !== 'RevokeToken') return;
      reach();
      await new Promise(() => {});
    };
    worker.session.signOut(input, CALL).catch(() => {});
    await reached;
    worker.stop();
    world.cognito.gate = async () => {};
    await meanwhile(world);
    return { world, output: await world.startWorker().session.signOut(input, CALL) };
  }

  const nothing = async () => {};
  const goOffline = async ({ cognito }: World) => {
    cognito.fate = () => networkFailure();
  };
  const graceSignsIn = (world: World) => world.signIn(world.startWorker(), 'grace');

  test('tells that the token could not be revoked', async () => {
    const { world, output } = await signOutAgain({}, goOffline);
    expect(output).toMatchObject({ status: 'partial', revokeTokenError: { code: 'network' } });
    expect(world.store.current().revocations).toHaveLength(1);
  });

  test('is complete once it is', async () => {
    const { world, output } = await signOutAgain({}, nothing);
    expect(output).toEqual({ status: 'complete' });
    expect(world.store.current().revocations).toEqual([]);
  });

  test('tells that nobody knows whether others are signed out, as it was to be', async () => {
    const { output } = await signOutAgain({ global: true }, nothing);
    expect(output).toMatchObject({ status: 'partial', globalSignOutError: { kind: 'signedOut' } });
  });

  test.each([{}, { global: true }])('ends nobody’s session who has signed in since: %o', async (input) => {
    const { world } = await signOutAgain(input, graceSignsIn);
    expect(world.store.current().signIn?.user.username).toBe('grace');
    expect(world.cognito.count('GlobalSignOut')).toBe('global' in input ? 1 : 0); // ada's
    await expect(world.startWorker().session.getCurrentUser()).resolves.toMatchObject({ username: 'grace' });
  });

  test('and is another sign-out where another call makes it', async () => {
    const { world } = await signOutAgain({}, graceSignsIn);
    await world.startWorker().session.signOut({}, { ...CALL, callId: 'another' });
    expect(world.store.current().signIn).toBeUndefined();
  });
});

test('of two tabs that sign out, neither’s call, made again once their worker has died, ends who has signed in since', async () => {
  const world = createWorld();
  const worker = world.startWorker();
  await world.signIn(worker);
  world.cognito.gate = async (operation) => {
    if (operation === 'RevokeToken') await new Promise(() => {});
  };
  const calls = ['one', 'two'].map((name) => ({ tabId: name, url: 'https://app.example/', callId: `call ${name}` }));
  for (const call of calls) worker.session.signOut({}, call).catch(() => {});
  await world.clock.settle();
  worker.stop();
  world.cognito.gate = async () => {};
  const next = world.startWorker();
  await world.signIn(next, 'grace');
  for (const call of calls) await next.session.signOut({}, call);
  expect(world.store.current().signIn?.user.username).toBe('grace');
});

test('a sign-out is done although the browser does not tell its session any more', async () => {
  let fails = false;
  const world = createWorld({
    ports: () => ({
      browserSession: {
        async current() {
          if (fails) throw new DOMException('The user has blocked cookies.', 'SecurityError');
          return 'session';
        },
        begin: async () => 'session',
      },
    }),
  });
  const worker = world.startWorker();
  await world.signIn(worker);
  worker.stop();
  fails = true;
  await expect(world.startWorker().session.signOut({})).resolves.toBeTruthy();
  expect(world.store.current().signIn).toBeUndefined();
});

test('a sign-out whose worker dies after its write is told to every window by the next worker', async () => {
  const world = createWorld();
  await world.signIn(world.startWorker());
  const { update } = world.store;
  let die = () => {};
  world.store.update = async (change) => {
    const written = await update(change);
    die();
    return written;
  };
  const dying = world.startWorker();
  die = dying.stop;
  dying.session.signOut({}).catch(() => {});
  await expect.poll(() => world.store.current().signIn).toBeUndefined();
  world.store.update = update;
  world.announced.length = 0;
  const { session } = world.startWorker();
  await session.tend();
  await session.settled();
  expect(world.announced[0]).toMatchObject({ sessionId: world.store.current().sessionId });
});

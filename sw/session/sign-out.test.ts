import { describe, expect, test } from 'vitest';
import { networkFailure } from './testing/service-failure.js';
import { createWorld } from './testing/world.js';

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
  async function signOutAgain(isOnline: boolean) {
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
    worker.session.signOut({}).catch(() => {});
    await reached;
    worker.stop();
    world.cognito.gate = async () => {};
    world.cognito.fate = () => (isOnline ? 'ok' : networkFailure());
    return { world, output: await world.startWorker().session.signOut({}) };
  }

  test('tells that the token could not be revoked', async () => {
    const { world, output } = await signOutAgain(false);
    expect(output).toMatchObject({ status: 'partial', revokeTokenError: { code: 'network' } });
    expect(world.store.current().revocations).toHaveLength(1);
  });

  test('is complete once it is', async () => {
    const { world, output } = await signOutAgain(true);
    expect(output).toEqual({ status: 'complete' });
    expect(world.store.current().revocations).toEqual([]);
  });
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

import { expect, test } from 'vitest';
import { serviceFailure } from './testing/service-failure.js';
import { createWorld } from './testing/world.js';

const CHALLENGED = { username: 'challenged', password: 'secret' };
const ANSWER = { challengeResponse: '123456' };

async function challenged() {
  const world = createWorld();
  const { session } = world.startWorker();
  await session.signIn('tab', CHALLENGED);
  return { world, session };
}

test('a challenge whose session the pool refuses is forgotten', async () => {
  const { world, session } = await challenged();
  world.cognito.fate = () => serviceFailure('NotAuthorizedException', 'Invalid session for the user.');
  await expect(session.confirmSignIn('tab', ANSWER)).rejects.toMatchObject({ kind: 'notAuthorized' });
  expect(world.store.current().challenges).toEqual({});
});

test('the challenge of a sign-in that was begun anew in the tab outlives the refusal of the former one', async () => {
  const { world, session } = await challenged();
  const refusal = serviceFailure('NotAuthorizedException', 'Invalid session for the user.');
  let refuse = () => {};
  world.cognito.gate = async (operation) => {
    if (operation !== 'respondToChallenge') return;
    world.cognito.gate = async () => {};
    await new Promise<void>((resolve) => {
      refuse = resolve;
    });
    throw refusal;
  };
  const former = session.confirmSignIn('tab', ANSWER);
  await world.clock.advance(1_000);
  await session.signIn('tab', CHALLENGED);
  refuse();
  await expect(former).rejects.toMatchObject({ kind: 'notAuthorized' });
  await expect(session.confirmSignIn('tab', ANSWER)).resolves.toMatchObject({ isSignedIn: true });
});

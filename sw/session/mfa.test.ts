import { expect, test } from 'vitest';
import type { MFAOperations } from './mfa.js';
import { createWorld } from './testing/world.js';

/** Somebody is signed in, and this happens while the pool answers with the secret. */
async function signedIn(
  meanwhile: (session: ReturnType<typeof start>['session']) => Promise<unknown> = async () => {},
) {
  const { world, session } = start(() => meanwhile(session));
  await session.signIn('tab', { username: 'ada', password: 'secret' });
  await session.settled();
  return { world, session };
}

function start(meanwhile: () => Promise<unknown>) {
  const associateSoftwareToken: MFAOperations['associateSoftwareToken'] = async () => {
    await meanwhile();
    return 'SECRET';
  };
  const world = createWorld({ ports: () => ({ mfa: { associateSoftwareToken } as MFAOperations }) });
  return { world, session: world.startWorker().session };
}

test('the secret for an authenticator app comes with the name of its user', async () => {
  const { session } = await signedIn();
  await expect(session.mfa.setUpTOTP()).resolves.toEqual({ sharedSecret: 'SECRET', accountName: 'ada' });
});

test('it never comes with the name of somebody who has signed in meanwhile', async () => {
  const { session } = await signedIn(async (other) => {
    await other.signOut({});
    await other.signIn('other tab', { username: 'grace', password: 'secret' });
  });
  await expect(session.mfa.setUpTOTP()).rejects.toMatchObject({ kind: 'invalidState' });
});

test('nor to anybody once its user has signed out', async () => {
  const { session } = await signedIn((other) => other.signOut({}));
  await expect(session.mfa.setUpTOTP()).rejects.toMatchObject({ kind: 'signedOut' });
});

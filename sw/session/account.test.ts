import { describe, expect, test, vi } from 'vitest';
import type { AccountOperations } from './account.js';
import { networkFailure, serviceFailure } from './testing/service-failure.js';
import { createWorld } from './testing/world.js';

const HOUR = 3_600_000;
const STALE = () => serviceFailure('NotAuthorizedException', 'Access Token has been revoked');

/** Operations that succeed unless the test says otherwise. */
function createOperations() {
  return {
    fetchUserAttributes: vi.fn<AccountOperations['fetchUserAttributes']>(async () => ({ name: 'Ada' })),
    updateUserAttributes: vi.fn<AccountOperations['updateUserAttributes']>(async () => ({})),
    deleteUserAttributes: vi.fn<AccountOperations['deleteUserAttributes']>(async () => {}),
    sendUserAttributeVerificationCode: vi.fn<AccountOperations['sendUserAttributeVerificationCode']>(async () => ({})),
    confirmUserAttribute: vi.fn<AccountOperations['confirmUserAttribute']>(async () => {}),
    updatePassword: vi.fn<AccountOperations['updatePassword']>(async () => {}),
    deleteUser: vi.fn<AccountOperations['deleteUser']>(async () => {}),
  };
}

async function signedIn() {
  const account = createOperations();
  const world = createWorld({ accounts: { account } });
  const worker = world.startWorker();
  await world.signIn(worker);
  return { world, worker, session: worker.session, account };
}

describe('an operation on the account', () => {
  test('gets a token that is valid now', async () => {
    const { world, session, account } = await signedIn();
    await session.account.fetchUserAttributes(undefined);
    await world.clock.advance(2 * HOUR);
    await session.account.fetchUserAttributes(undefined);
    const [[first] = [], [second] = []] = account.fetchUserAttributes.mock.calls;
    expect(second).not.toBe(first);
    expect(world.cognito.count('GetTokensFromRefreshToken')).toBe(1);
  });

  test('is repeated once, with a new token, where the service calls the first one stale', async () => {
    const { world, session, account } = await signedIn();
    account.fetchUserAttributes.mockRejectedValueOnce(STALE());
    await expect(session.account.fetchUserAttributes(undefined)).resolves.toEqual({ name: 'Ada' });
    expect(world.cognito.count('GetTokensFromRefreshToken')).toBe(1);
    account.fetchUserAttributes.mockRejectedValue(STALE());
    await expect(session.account.fetchUserAttributes(undefined)).rejects.toMatchObject({ kind: 'notAuthorized' });
    expect(account.fetchUserAttributes).toHaveBeenCalledTimes(4);
  });

  test('with a wrong old password fails, and renews and ends nothing', async () => {
    const { world, session, account } = await signedIn();
    const before = world.store.current();
    account.updatePassword.mockRejectedValue(
      serviceFailure('NotAuthorizedException', 'Incorrect username or password.'),
    );
    const update = session.account.updatePassword({ oldPassword: 'wrong', newPassword: 'new' });
    await expect(update).rejects.toMatchObject({ kind: 'notAuthorized' });
    expect(world.store.current()).toEqual(before);
    expect(world.cognito.count('GetTokensFromRefreshToken')).toBe(0);
  });

  test('is never carried out for somebody who has signed in meanwhile', async () => {
    const { session, account } = await signedIn();
    account.updateUserAttributes.mockImplementationOnce(async () => {
      await session.signOut({});
      await session.signIn('other tab', { username: 'grace', password: 'secret' });
      throw STALE();
    });
    const update = session.account.updateUserAttributes({ userAttributes: { name: 'Ada' } });
    await expect(update).rejects.toMatchObject({ kind: 'invalidState' });
    expect(account.updateUserAttributes).toHaveBeenCalledTimes(1);
  });

  test('rejects where nobody is signed in, and where there is no user pool', async () => {
    const world = createWorld({ accounts: { account: createOperations() } });
    const { session } = world.startWorker();
    await expect(session.account.fetchUserAttributes(undefined)).rejects.toMatchObject({ kind: 'signedOut' });
    await expect(session.deleteUser()).rejects.toMatchObject({ kind: 'signedOut' });
    const { session: poolless } = createWorld().startWorker({ userPool: true });
    await expect(poolless.account.fetchUserAttributes(undefined)).rejects.toMatchObject({ kind: 'configuration' });
    await expect(poolless.deleteUser()).rejects.toMatchObject({ kind: 'configuration' });
  });
});

describe('deleteUser', () => {
  test('signs out, and leaves nothing of the user and nothing to be revoked', async () => {
    const { world, session } = await signedIn();
    const { sessionId } = world.store.current();
    await session.deleteUser();
    await session.tend();
    await session.settled();
    const record = world.store.current();
    expect(record.signIn).toBeUndefined();
    expect(record.identity).toBeUndefined();
    expect(record.sessionId).not.toBe(sessionId);
    expect(record.revocations).toEqual([]);
    expect(world.cognito.count('RevokeToken')).toBe(0);
  });

  test('forgets the device of the user, and no other one', async () => {
    const { world, session, worker } = await signedIn();
    world.cognito.settings.tracksDevices = true;
    for (const username of ['grace', 'ada']) {
      await session.signOut({});
      await world.signIn(worker, username);
    }
    await session.deleteUser();
    expect(Object.keys(world.store.current().devices ?? {})).toEqual(['sub-grace']);
  });

  test('that fails signs nobody out', async () => {
    const { world, session, account } = await signedIn();
    account.deleteUser.mockRejectedValueOnce(networkFailure());
    await expect(session.deleteUser()).rejects.toMatchObject({ code: 'network' });
    expect(world.store.current().signIn?.tokens).toBeDefined();
  });

  test('signs out where the user turns out to be deleted already, by a call whose answer was lost', async () => {
    const { world, session, account } = await signedIn();
    account.deleteUser.mockRejectedValueOnce(serviceFailure('UserNotFoundException', 'User does not exist.'));
    await session.deleteUser();
    expect(world.store.current().signIn).toBeUndefined();
  });

  test('leaves alone whoever has signed in meanwhile', async () => {
    const { world, session, account } = await signedIn();
    account.deleteUser.mockImplementationOnce(async () => {
      await session.signOut({});
      await session.signIn('other tab', { username: 'grace', password: 'secret' });
    });
    await session.deleteUser();
    expect(world.store.current().signIn?.user.username).toBe('grace');
  });
});

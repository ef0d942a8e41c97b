import { expect, test } from 'vitest';
import type { Identity, SealedCredentials, SessionRecord, SignIn } from './record.js';
import { createWorld, type TestWorker, type World } from './testing/world.js';

/** Somebody signed in, and everything that was asked for once is in the worker's memory. */
async function warm(
  options?: Parameters<typeof createWorld>[0],
): Promise<{ world: World; worker: TestWorker; sessionId: string }> {
  const world = createWorld(options);
  const worker = world.startWorker();
  await world.signIn(worker);
  return { world, worker, sessionId: await fill(world, worker) };
}

/** Reads as often as it takes: the first asks for the lease, the next keeps the record, and then its values are kept. */
async function fill({ clock }: World, { session }: TestWorker): Promise<string> {
  const { sessionId } = await session.fetchAuthSession({});
  for (let n = 0; n < 2; n++) {
    await clock.settle();
    await session.getCognitoTokens(sessionId);
    await session.getAWSCredentials(sessionId);
  }
  return sessionId;
}

const fetched = ({ session }: TestWorker) => session.fromMemory((reads) => reads.fetchAuthSession());

test('memory answers each read as the store would, without asking the store', async () => {
  const { world, worker, sessionId } = await warm();
  const { session } = worker;
  const [sub, identity, credentials, tokens, user] = [
    await session.getUserSub(sessionId),
    await session.getIdentityId(sessionId),
    await session.getAWSCredentials(sessionId),
    await session.getCognitoTokens(sessionId),
    await session.getCurrentUser(),
  ];
  world.store.failWith(new Error('not to be asked'));
  expect((await fetched(worker))?.result).toMatchObject({ ok: true, value: { isSignedIn: true, sessionId } });
  const read = async (name: 'getUserSub' | 'getIdentityId' | 'getAWSCredentials' | 'getCognitoTokens') =>
    (await session.fromMemory((reads) => reads[name](sessionId)))?.result;
  expect(await read('getUserSub')).toEqual({ ok: true, value: sub });
  expect(await read('getIdentityId')).toEqual({ ok: true, value: identity });
  expect(await read('getAWSCredentials')).toEqual({ ok: true, value: credentials });
  expect(await read('getCognitoTokens')).toEqual({ ok: true, value: tokens });
  expect((await session.fromMemory((reads) => reads.getCurrentUser()))?.result).toEqual({ ok: true, value: user });
});

test('requests that the worker authorises are served from memory, whatever is withheld from pages', async () => {
  const world = createWorld({ granted: { cognitoTokens: false, awsCredentials: false } });
  const worker = world.startWorker();
  const { session } = worker;
  await world.signIn(worker);
  const use = async () => [await session.getBearerToken('accessToken'), await session.getSigningCredentials()];
  for (let n = 0; n < 2; n++) {
    await use();
    await world.clock.settle();
  }
  const given = await use();
  world.store.failWith(new Error('not to be asked'));
  expect(await use()).toEqual(given);
  const { sessionId } = session.lastSeen() as SessionRecord;
  const asked = await session.fromMemory((reads) => reads.getCognitoTokens(sessionId));
  expect(asked?.result).toMatchObject({ ok: false, error: { kind: 'notAuthorized' } });
});

test('a request that the worker authorises is not served from memory after another worker has signed out', async () => {
  const { world, worker } = await warm();
  expect(await worker.session.getBearerToken('accessToken')).toBeDefined();
  await world.startWorker().session.signOut({});
  await expect(worker.session.getBearerToken('accessToken')).rejects.toMatchObject({ kind: 'signedOut' });
});

test('a session that is over gets its error from memory, and not the values of the one that came after', async () => {
  const { world, worker, sessionId } = await warm();
  await worker.session.signOut({});
  await world.signIn(worker, 'grace');
  await fill(world, worker);
  const answer = await worker.session.fromMemory((reads) => reads.getCognitoTokens(sessionId));
  expect(answer?.result).toMatchObject({ ok: false, error: { kind: 'invalidState' } });
});

test.each(['signs in', 'signs out', 'renews'] as const)('memory is empty once another worker %s', async (what) => {
  const { world, worker } = await warm();
  const other = world.startWorker();
  expect(await fetched(worker)).toBeDefined();
  if (what === 'renews') await other.session.fetchAuthSession({ forceRefresh: true });
  else await other.session.signOut({});
  if (what === 'signs in') await world.signIn(other, 'grace');
  expect(await fetched(worker)).toBeUndefined();
});

test('memory is empty after a write that failed: it may have been done all the same', async () => {
  const world = createWorld();
  const { update } = world.store;
  let fails = false;
  world.store.update = async (change) => {
    if (fails) throw new Error('disk full');
    return await update(change);
  };
  const worker = world.startWorker();
  await world.signIn(worker);
  await fill(world, worker);
  fails = true;
  expect(await fetched(worker)).toBeDefined();
  await expect(worker.session.signOut({})).rejects.toThrow();
  expect(await fetched(worker)).toBeUndefined();
});

test('memory answers nothing where a renewal is due, so that a call begins it', async () => {
  const { world, worker } = await warm();
  await world.clock.advance(59 * 60_000);
  expect(await fetched(worker)).toBeUndefined();
});

test('memory answers nothing once a policy ends the session', async () => {
  const { world, worker } = await warm({ policy: { idleTimeoutMs: 60_000 } });
  expect(await fetched(worker)).toBeDefined();
  await world.clock.advance(60_000);
  expect(await fetched(worker)).toBeUndefined();
});

test('memory gives nothing that has expired by a clock that was set ahead', async () => {
  const { world, worker, sessionId } = await warm();
  world.clock.setWall(3 * 60 * 60_000);
  expect(await worker.session.fromMemory((reads) => reads.getCognitoTokens(sessionId))).toBeUndefined();
});

test('memory does not hold the refresh token for whoever reads', async () => {
  const { worker, sessionId } = await warm();
  const answer = await worker.session.fromMemory((reads) => reads.getCognitoTokens(sessionId));
  expect(answer?.result).toEqual({ ok: true, value: { idToken: expect.any(String), accessToken: expect.any(String) } });
});

test('a worker that has read ahead authorises its first request without the store', async () => {
  const { world, worker } = await warm();
  const { session } = world.startWorker();
  await session.preload();
  world.store.failWith(new Error('not to be asked'));
  expect(await session.getBearerToken('accessToken')).toEqual(await worker.session.getBearerToken('accessToken'));
});

test('reading ahead begins nothing that is due, writes nothing and tells nobody', async () => {
  const { world } = await warm({ policy: { idleTimeoutMs: 30 * 60_000 } });
  await world.clock.advance(59 * 60_000); // the tokens are due, and the session has been idle for too long
  const [told, requests, stored] = [world.announced.length, world.cognito.requests.length, world.store.current()];
  const { session } = world.startWorker();
  await session.preload();
  await world.clock.settle();
  expect([world.announced.length, world.cognito.requests.length]).toEqual([told, requests]);
  expect(world.store.current()).toBe(stored);
  await expect(session.getBearerToken('accessToken')).rejects.toMatchObject({ kind: 'sessionExpired' });
});

test('reading ahead of a store that fails is no error, and the next read tries again', async () => {
  const { world } = await warm();
  const { session } = world.startWorker();
  world.store.failWith(new Error('disk failure'));
  await expect(session.preload()).resolves.toBeUndefined();
  world.store.failWith(undefined);
  expect(await session.getBearerToken('accessToken')).toBeDefined();
});

test('what was read ahead is judged by the service’s clock, though this machine’s was set back since', async () => {
  const { world, worker } = await warm();
  const expired = await worker.session.getBearerToken('accessToken');
  worker.stop();
  await world.clock.advance(61 * 60_000);
  world.clock.setWall(-2 * 60 * 60_000);
  const { session } = world.startWorker();
  await session.preload();
  expect((await session.getBearerToken('accessToken')).value).not.toBe(expired.value);
});

test('what was read ahead is not used once another worker has written', async () => {
  const { world, worker } = await warm();
  const { session } = world.startWorker();
  await session.preload();
  await worker.session.signOut({});
  await expect(session.getBearerToken('accessToken')).rejects.toMatchObject({ kind: 'signedOut' });
});

test('a request that waits for a renewal is not authorised for somebody who signs in meanwhile', async () => {
  const { world, worker } = await warm();
  const other = world.startWorker();
  await world.clock.advance(61 * 60_000);
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  world.cognito.gate = async (operation, _signal, stage) => {
    if (operation === 'GetTokensFromRefreshToken' && stage === 'answer') await held;
  };
  const asked = expect(worker.session.getBearerToken('accessToken')).rejects.toMatchObject({ kind: 'invalidState' });
  await world.clock.settle();
  await other.session.signOut({});
  await world.signIn(other, 'grace');
  answer();
  await asked;
});

test.each(['in memory', 'not in memory'] as const)(
  'a session that is over has no token for a request that is to be made again, though somebody else is signed in, %s',
  async (where) => {
    const { world, worker, sessionId } = await warm();
    expect(await worker.session.getBearerToken('accessToken', sessionId)).toMatchObject({ sessionId });
    await worker.session.signOut({});
    await world.signIn(worker, 'grace');
    if (where === 'in memory') await fill(world, worker);
    const { session } = where === 'in memory' ? worker : world.startWorker();
    await expect(session.getBearerToken('accessToken', sessionId)).rejects.toMatchObject({ kind: 'invalidState' });
    await expect(session.getSigningCredentials(sessionId)).rejects.toMatchObject({ kind: 'invalidState' });
  },
);

test('script that puts the sealed tokens in the place of the credentials does not get withheld tokens as credentials', async () => {
  const world = createWorld({ granted: { cognitoTokens: false, awsCredentials: true } });
  const worker = world.startWorker();
  await world.signIn(worker);
  // Any script of the origin may write to the database; what is sealed for one purpose is of no use for another.
  await world.store.update((record) => {
    const { tokens } = record.signIn as SignIn;
    const { credentials, ...identity } = record.identity as Identity;
    const misplaced = { ...credentials, sealed: tokens?.sealed as unknown } as SealedCredentials;
    return { ...record, revision: record.revision + 1, identity: { ...identity, credentials: misplaced } };
  });
  const { sessionId } = world.store.current();
  for (let n = 0; n < 3; n++) {
    await worker.session.getBearerToken('accessToken');
    await world.clock.settle();
  }
  expect(await fetched(worker)).toBeDefined();
  expect(await worker.session.fromMemory((reads) => reads.getAWSCredentials(sessionId))).toBeUndefined();
});

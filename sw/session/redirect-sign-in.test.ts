import { describe, expect, test } from 'vitest';
import type { SessionWindow } from './redirect-sign-in.js';
import { snapshotOf } from './snapshot.js';
import { networkFailure } from './testing/service-failure.js';
import { createWorld, type TestWorker, type World } from './testing/world.js';

const HOUR = 3_600_000;
const APP = 'https://app.example/';

const tab = (name: string): SessionWindow => ({ tabId: name, clientId: `${name}-window`, url: APP });

/** The events that the window of this tab is told when it has come back. */
async function arrival({ session }: TestWorker, name = 'tab', url = APP, clientId = `${name}-window`) {
  const told = await session.arrive({ tabId: name, clientId }, url);
  return told.events;
}

const eventTypes = async (worker: TestWorker, name?: string, clientId?: string) =>
  (await arrival(worker, name, APP, clientId)).map(({ type }) => type);

/** How the last sign-in failed. */
const failureIn = ({ store }: World) => store.current().redirectEnding?.error;

async function world() {
  const made = createWorld();
  const worker = made.startWorker();
  const begin = (name = 'tab', customState?: string) =>
    worker.session.signInWithRedirect(tab(name), customState === undefined ? {} : { customState });
  return { world: made, worker, session: worker.session, begin, managedLogin: made.managedLogin };
}

describe('a sign-in with managed login', () => {
  test('signs in whoever comes back, and sends the browser on to an address without the code', async () => {
    const { world: made, worker, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin('tab', '/basket'), 'ada');
    await expect(session.answerRedirect(answer, 'tab-window')).resolves.toBe(APP);
    expect(made.store.current().signIn).toMatchObject({ user: { username: 'ada' }, via: 'managedLogin' });
    await expect(arrival(worker)).resolves.toEqual([
      { type: 'customOAuthState', customState: '/basket' },
      { type: 'signInWithRedirect' },
      { type: 'signedIn', user: expect.objectContaining({ username: 'ada' }) },
    ]);
  });

  test('survives the worker, and is brought to an end by the next one', async () => {
    const { world: made, worker, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    worker.stop();
    const next = made.startWorker();
    await next.session.answerRedirect(answer, 'tab-window');
    expect(await eventTypes(next)).toEqual(['signInWithRedirect', 'signedIn']);
  });

  test('is brought to an end by the page that hands its address over, where the worker did not see it', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    const told = await session.arrive({ ...tab('tab'), clientId: 'another' }, answer);
    expect(told).toMatchObject({ cleanUrl: APP, events: [{ type: 'signInWithRedirect' }, { type: 'signedIn' }] });
    expect(made.store.current().signIn?.user.username).toBe('ada');
  });

  test('keeps what belongs to it sealed, and forgets it once the answer is there', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    const url = await begin();
    const [pending] = Object.values(made.store.current().redirects ?? {});
    expect(pending).toMatchObject({ stage: 'begun', tabId: 'tab', sealed: expect.anything() });
    await session.answerRedirect(managedLogin.comeBack(url, 'ada'), undefined);
    const [concluded] = Object.values(made.store.current().redirects ?? {});
    expect(concluded).toEqual({ stage: 'concluded', tabId: 'tab', expiresAt: pending?.expiresAt });
  });

  test('tells its end once: to the window that comes back, and to no later one of the tab', async () => {
    const { worker, session, begin, managedLogin } = await world();
    await session.answerRedirect(managedLogin.comeBack(await begin(), 'ada'), 'tab-window');
    expect(await eventTypes(worker, 'other tab')).toEqual([]);
    expect(await eventTypes(worker)).toEqual(['signInWithRedirect', 'signedIn']);
    expect(await eventTypes(worker, 'tab', 'next window')).toEqual([]);
  });

  test('tells its end to one of two windows that ask for it at the same time', async () => {
    const { worker, session, begin, managedLogin } = await world();
    await session.answerRedirect(managedLogin.comeBack(await begin(), 'ada'), undefined);
    const told = await Promise.all([eventTypes(worker, 'tab', 'one'), eventTypes(worker, 'tab', 'two')]);
    expect(told.filter((types) => types.length > 0)).toEqual([['signInWithRedirect', 'signedIn']]);
  });

  test('tells its end by the next worker where the one dies that has noted whom it tells', async () => {
    const { world: made, worker, session, begin, managedLogin } = await world();
    await session.answerRedirect(managedLogin.comeBack(await begin('tab', '/basket'), 'ada'), undefined);
    await session.arrive(tab('tab'), APP);
    worker.stop(); // before the window has heard of it, which asks again
    expect(await eventTypes(made.startWorker())).toEqual(['customOAuthState', 'signInWithRedirect', 'signedIn']);
  });

  test('has the windows ask that have come back, and no other ones', async () => {
    const { worker, session, begin, managedLogin } = await world();
    const hasReturned = async (window: SessionWindow) => {
      await session.tend();
      return session.hasReturned(window);
    };
    const url = await begin();
    await expect(hasReturned(tab('tab'))).resolves.toBe(false);
    const answer = managedLogin.comeBack(url, 'ada');
    await expect(hasReturned({ ...tab('tab'), url: answer })).resolves.toBe(true); // it was loaded past the worker
    await session.answerRedirect(answer, undefined);
    await expect(hasReturned(tab('tab'))).resolves.toBe(true);
    await expect(hasReturned(tab('other'))).resolves.toBe(false);
    await arrival(worker);
    await expect(hasReturned({ ...tab('tab'), clientId: 'next window' })).resolves.toBe(false);
  });

  test('tells its end on a machine whose clock is a day behind, too: the sign-in itself sets the time right', async () => {
    const { world: made, worker, session, begin, managedLogin } = await world();
    made.cognito.now = () => made.clock.now() + 24 * HOUR;
    const answer = managedLogin.comeBack(await begin('tab', '/basket'), 'ada');
    await session.answerRedirect(answer, 'tab-window');
    expect(await eventTypes(worker)).toEqual(['customOAuthState', 'signInWithRedirect', 'signedIn']);
  });

  test('tells every other window by the snapshot, in which the id changes once', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    const options = { expiryBufferMs: 0, granted: { awsCredentials: true, cognitoTokens: true }, policy: {} };
    const time = { now: made.clock.now(), offsetMs: 0, certain: true };
    const redirects = () =>
      made.announced.map((record) => snapshotOf(record, time, { ...options, managedLogin: true }, 0).redirect);
    await session.answerRedirect(managedLogin.comeBack(await begin('tab', 'x'), 'ada'), undefined);
    await session.settled();
    expect(redirects()[0]).toEqual({ events: [] });
    const told = redirects().filter((redirect) => redirect?.id !== undefined);
    expect(new Set(told.map((redirect) => redirect?.id)).size).toBe(1);
    expect(told[0]?.events).toEqual([{ type: 'customOAuthState', customState: 'x' }, { type: 'signInWithRedirect' }]);
    expect(JSON.stringify(told)).not.toContain('verifier');
  });

  test('an impatient browser that sends the answer twice signs in once, and both get there', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    await Promise.all([session.answerRedirect(answer, 'first'), session.answerRedirect(answer, 'tab-window')]);
    expect(made.announced.filter(({ redirectEnding }) => redirectEnding?.error)).toEqual([]);
    expect(made.cognito.count('signIn')).toBe(1);
  });

  test('two workers side by side, during an update, exchange its code once', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    const other = made.startWorker();
    await Promise.all([session.answerRedirect(answer, 'one'), other.session.answerRedirect(answer, 'two')]);
    // The service would have refused the second.
    const refusals = made.announced.filter(({ redirectEnding }) => redirectEnding?.error?.service);
    expect(refusals).toEqual([]);
    expect(made.store.current().signIn?.user.username).toBe('ada');
  });

  test('is refused to begin while somebody is signed in', async () => {
    const { world: made, worker, begin } = await world();
    await made.signIn(worker);
    await expect(begin()).rejects.toMatchObject({ kind: 'invalidState' });
  });

  test('without managedLogin in the configuration there is none, and no address is taken for its answer', async () => {
    const { session } = createWorld().startWorker({ managedLogin: true });
    await expect(session.signInWithRedirect(tab('tab'), {})).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('managedLogin'),
    });
    expect(session.isRedirectAnswer(`${APP}?code=c&state=s.t`)).toBe(false);
    await expect(session.arrive(tab('tab'), `${APP}?code=c&state=s.t`)).resolves.toEqual({ events: [] });
  });
});

/** Holds the answer to an exchange on its way, until it is released. */
function holdExchange({ cognito }: World): () => void {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  cognito.gate = async (operation, _signal, stage) => {
    if (operation === 'signIn' && stage === 'answer') await held;
  };
  return release;
}

describe('an answer of managed login that is not to be used', () => {
  async function refused(prepare: (given: Awaited<ReturnType<typeof world>>) => Promise<string>) {
    const given = await world();
    const answer = await prepare(given);
    const { signIn } = given.world.store.current();
    await given.session.answerRedirect(answer, 'tab-window');
    expect(given.world.store.current().signIn?.user).toEqual(signIn?.user);
    return { ...given, failure: failureIn(given.world), answer };
  }

  test('a foreign one, of a sign-in that this browser never began, fails and signs nobody in', async () => {
    const elsewhere = await world();
    const { failure, worker } = await refused(async () =>
      elsewhere.managedLogin.comeBack(await elsewhere.begin(), 'mallory'),
    );
    expect(failure).toMatchObject({ kind: 'invalidState', retryable: false });
    expect(await arrival(worker)).toEqual([{ type: 'signInWithRedirect_failure', error: failure }]);
  });

  test('one whose state was altered fails, and the sign-in that it names can still be finished', async () => {
    let genuine = '';
    const {
      failure,
      session,
      world: made,
    } = await refused(async ({ begin, managedLogin }) => {
      genuine = managedLogin.comeBack(await begin(), 'ada');
      return genuine.replace('.secret', '.guessed');
    });
    expect(failure).toMatchObject({ kind: 'invalidState' });
    await session.answerRedirect(genuine, 'tab-window');
    expect(made.store.current().signIn?.user.username).toBe('ada');
  });

  test('one that comes again, after the sign-out too, fails and signs nobody in', async () => {
    const { failure } = await refused(async ({ begin, managedLogin, session }) => {
      const answer = managedLogin.comeBack(await begin(), 'ada');
      await session.answerRedirect(answer, 'tab-window');
      await session.signOut({});
      return answer;
    });
    expect(failure).toMatchObject({ kind: 'invalidState', message: expect.stringContaining('second time') });
  });

  test('one that comes after an hour fails', async () => {
    const { failure } = await refused(async ({ begin, managedLogin, world: made }) => {
      const answer = managedLogin.comeBack(await begin(), 'ada');
      await made.clock.advance(HOUR + 1);
      return answer;
    });
    expect(failure).toMatchObject({ kind: 'invalidState', message: expect.stringContaining('60 minutes') });
  });

  test('one for another user, while somebody is signed in, changes nothing and asks the service for nothing', async () => {
    const { failure, world: made } = await refused(async ({ begin, managedLogin, world: made, worker }) => {
      const answer = managedLogin.comeBack(await begin(), 'mallory');
      await made.signIn(worker, 'ada');
      return answer;
    });
    expect(failure).toMatchObject({ kind: 'invalidState' });
    expect(made.cognito.count('signIn')).toBe(1);
  });

  test('one that is forged while the genuine one’s code is exchanged leaves that to its end', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    const release = holdExchange(made);
    const stages = () => Object.values(made.store.current().redirects ?? {}).map(({ stage }) => stage);
    const answered = session.answerRedirect(answer, 'tab-window');
    await made.clock.settle();
    await session.answerRedirect(answer.replace('.secret', '.guessed'), 'tab-window');
    expect(stages()).toEqual(['exchanging']);
    release();
    await answered;
    expect(stages()).toEqual(['concluded']);
    expect(failureIn(made)).toBeUndefined();
  });

  test('is told of although the service’s time was learnt since, and is ahead', async () => {
    const { world: made, worker, session, begin, managedLogin } = await world();
    made.cognito.now = () => made.clock.now() + 7 * 60_000;
    const forged = managedLogin.comeBack(await begin(), 'ada').replace('.secret', '.guessed');
    await session.answerRedirect(forged, 'tab-window');
    await session.signIn('other', { username: 'grace', password: 'secret' });
    expect(await eventTypes(worker)).toEqual(['signInWithRedirect_failure']);
  });

  test('of two begun in two tabs the first to come back signs in; the other is told', async () => {
    const { world: made, worker, session, begin, managedLogin } = await world();
    const [first, second] = [await begin('one'), await begin('two')];
    await session.answerRedirect(managedLogin.comeBack(second, 'grace'), 'two-window');
    await session.answerRedirect(managedLogin.comeBack(first, 'ada'), 'one-window');
    expect(made.store.current().signIn?.user.username).toBe('grace');
    expect(await arrival(worker, 'one')).toMatchObject([
      { type: 'signInWithRedirect_failure', error: { kind: 'invalidState' } },
    ]);
  });

  test('one whose exchange is overtaken by a sign-out signs nobody in, and its refresh token is revoked', async () => {
    const { world: made, worker, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    const release = holdExchange(made);
    const answered = session.answerRedirect(answer, 'tab-window');
    await made.clock.settle();
    await session.signOut({});
    release();
    await answered;
    await session.settled();
    expect(made.store.current().signIn).toBeUndefined();
    expect(failureIn(made)).toMatchObject({ kind: 'invalidState' });
    expect(made.cognito.count('RevokeToken')).toBe(1);
    expect(await eventTypes(worker)).toEqual(['signInWithRedirect_failure']);
  });
});

describe('an exchange that fails', () => {
  test('whose answer was lost says so, can be begun again, and nothing that was stored is lost', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    const before = made.store.current().identity;
    made.cognito.fate = () => 'lose-answer';
    await session.answerRedirect(managedLogin.comeBack(await begin(), 'ada'), 'tab-window');
    expect(failureIn(made)).toMatchObject({ kind: 'service', code: 'network', retryable: true });
    expect(made.store.current().identity).toEqual(before);
    made.cognito.fate = () => 'ok';
    await session.answerRedirect(managedLogin.comeBack(await begin(), 'ada'), 'tab-window');
    expect(failureIn(made)).toBeUndefined();
    expect(made.store.current().signIn?.user.username).toBe('ada');
  });

  test('because the worker was stopped is told by the next worker, to which the browser brings the answer again', async () => {
    const { world: made, worker, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    made.cognito.gate = () => new Promise(() => {});
    worker.session.answerRedirect(answer, 'tab-window');
    await made.clock.settle();
    worker.stop();
    made.cognito.gate = async () => {};
    const next = made.startWorker();
    await next.session.answerRedirect(answer, 'tab-window');
    expect(failureIn(made)).toMatchObject({ kind: 'service', code: 'interrupted', retryable: true });
    expect(await eventTypes(next)).toEqual(['signInWithRedirect_failure']);
  });

  test('because nothing comes back ends after 12 s', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    made.cognito.gate = (_operation, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const answered = session.answerRedirect(answer, 'tab-window');
    await made.clock.advance(12_000);
    await expect(answered).resolves.toBe(APP);
    expect(failureIn(made)).toMatchObject({ kind: 'service', code: 'network', retryable: true });
  });

  test('because the store fails for a moment is left to the page, which has the answer in its address', async () => {
    const { world: made, worker, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    made.store.failWith(networkFailure());
    const landing = await session.answerRedirect(answer, 'tab-window');
    expect(landing).toBe(answer);
    made.store.failWith(undefined);
    const types = (await arrival(worker, 'tab', landing)).map(({ type }) => type);
    expect(types).toEqual(['signInWithRedirect', 'signedIn']);
  });

  test('because the store fails once its code is used up is told where the page hands its address over', async () => {
    const { world: made, worker, session, begin, managedLogin } = await world();
    const answer = managedLogin.comeBack(await begin(), 'ada');
    made.cognito.gate = async (operation, _signal, stage) => {
      if (operation === 'signIn' && stage === 'answer') made.store.failWith(networkFailure());
    };
    const landing = await session.answerRedirect(answer, 'tab-window');
    made.store.failWith(undefined);
    const types = (await arrival(worker, 'tab', landing)).map(({ type }) => type);
    expect(types).toEqual(['signInWithRedirect_failure']);
  });
});

describe('a sign-in that was written, and not told', () => {
  /** What befalls the worker once the sign-in is in the store. */
  function onceWritten({ store }: World, befall: () => void): () => void {
    const { update } = store;
    store.update = async (change) => {
      const written = await update(change);
      if (!written.before.signIn && written.after.signIn) befall();
      return written;
    };
    return () => {
      store.update = update;
    };
  }

  test('as the database failed before it said so, is told where the page hands the answer over', async () => {
    const made = createWorld();
    onceWritten(made, () => {
      made.store.failWith(networkFailure()); // for a moment
      throw networkFailure();
    });
    const worker = made.startWorker({ identityPool: true });
    const answer = made.managedLogin.comeBack(await worker.session.signInWithRedirect(tab('tab'), {}), 'ada');
    const landing = await worker.session.answerRedirect(answer, 'tab-window');
    made.store.failWith(undefined);
    const types = (await arrival(worker, 'tab', landing)).map(({ type }) => type);
    expect(types).toEqual(['signInWithRedirect', 'signedIn']);
  });

  test('as its worker died before it sent the browser on, is told to who loads the address again', async () => {
    const made = createWorld();
    let die = () => {};
    const recover = onceWritten(made, () => die());
    const dying = made.startWorker({ identityPool: true });
    die = dying.stop;
    const answer = made.managedLogin.comeBack(await dying.session.signInWithRedirect(tab('tab'), {}), 'ada');
    dying.session.answerRedirect(answer, 'tab-window').catch(() => {});
    await made.clock.settle();
    expect(made.store.current().signIn?.user.username).toBe('ada');
    recover();
    const next = made.startWorker({ identityPool: true });
    await next.session.answerRedirect(answer, 'next window');
    expect(await eventTypes(next, 'tab', 'next window')).toEqual(['signInWithRedirect', 'signedIn']);
  });
});

describe('a user who never comes back', () => {
  test('keeps nobody waiting: calls are answered, another sign-in can begin, and the old one is forgotten', async () => {
    const { world: made, worker, session, begin } = await world();
    await begin();
    await expect(session.fetchAuthSession({ forceRefresh: true })).resolves.toMatchObject({ isSignedIn: false });
    await begin();
    await made.signIn(worker, 'ada');
    await session.signOut({});
    expect(Object.keys(made.store.current().redirects ?? {})).toHaveLength(2);
    await made.clock.advance(HOUR + 1);
    await begin();
    expect(Object.keys(made.store.current().redirects ?? {})).toHaveLength(1);
  });

  test('however often it is begun, twenty sign-ins are kept, the latest ones', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    let last = '';
    for (let n = 0; n < 30; n++) {
      await made.clock.advance(1);
      last = await begin();
    }
    expect(Object.keys(made.store.current().redirects ?? {})).toHaveLength(20);
    await session.answerRedirect(managedLogin.comeBack(last, 'ada'), 'tab-window');
    expect(failureIn(made)).toBeUndefined();
  });
});

describe('the sign-out after a sign-in with managed login', () => {
  async function signedIn() {
    const given = await world();
    const answer = given.managedLogin.comeBack(await given.begin(), 'ada');
    await given.session.answerRedirect(answer, 'tab-window');
    return given;
  }

  test('sends the calling tab to /logout, again where its call is repeated, and no other tab', async () => {
    const { session, world: made } = await signedIn();
    const logoutUrl = `https://login.example/logout?logout_uri=${APP}`;
    await expect(session.signOut({}, tab('one'))).resolves.toEqual({ status: 'complete', logoutUrl });
    await expect(session.signOut({}, tab('two'))).resolves.toEqual({ status: 'complete' });
    await expect(session.signOut({}, tab('one'))).resolves.toEqual({ status: 'complete', logoutUrl });
    await made.clock.advance(60_001);
    await expect(session.signOut({}, tab('one'))).resolves.toEqual({ status: 'complete' });
  });

  test('does so for a session that has expired, too', async () => {
    const { session, world: made } = await signedIn();
    made.cognito.revokeAll();
    await session.fetchAuthSession({ forceRefresh: true });
    expect(made.store.current().signIn?.ended).toBeDefined();
    await expect(session.signOut({}, tab('one'))).resolves.toMatchObject({ logoutUrl: expect.any(String) });
  });

  test('leaves the tab where it is while the service cannot be reached, and says that the cookie is still there', async () => {
    const { session, world: made } = await signedIn();
    made.cognito.fate = () => networkFailure();
    const output = await session.signOut({}, tab('one'));
    expect(output).toMatchObject({ status: 'partial', logoutError: { kind: 'service', code: 'network' } });
    expect(output).not.toHaveProperty('logoutUrl');
  });

  test('of a sign-in with a password needs no /logout', async () => {
    const { worker, session, world: made } = await signedIn();
    await session.signOut({}, tab('one'));
    await made.signIn(worker, 'ada');
    await expect(session.signOut({}, tab('one'))).resolves.toEqual({ status: 'complete' });
  });

  test('forgets the custom state', async () => {
    const { world: made, session, begin, managedLogin } = await world();
    await session.answerRedirect(managedLogin.comeBack(await begin('tab', "the user's own"), 'ada'), undefined);
    expect(JSON.stringify(made.store.current())).toContain("the user's own");
    await session.signOut({});
    expect(JSON.stringify(made.store.current())).not.toContain("the user's own");
  });
});

test('a sign-in is not too late because the time was set right while the user was away', async () => {
  const { world: made, worker, session, begin, managedLogin } = await world();
  made.cognito.now = () => made.clock.now() + 24 * HOUR;
  const url = await begin();
  await made.signIn(worker); // in another tab: the service tells its time
  await session.signOut({});
  await session.answerRedirect(managedLogin.comeBack(url, 'ada'), 'window');
  expect(failureIn(made)).toBeUndefined();
});

test('an answer that is taken twice, as nobody knew of the commit, does not take itself for another', async () => {
  const { world: made, begin, managedLogin } = await world();
  const url = await begin();
  const { update } = made.store;
  let isReported = false;
  made.store.update = async (change) => {
    if (!isReported) await update(change);
    isReported = true;
    return await update(change);
  };
  await made.startWorker().session.answerRedirect(managedLogin.comeBack(url, 'ada'), 'window');
  expect(failureIn(made)).toBeUndefined();
});

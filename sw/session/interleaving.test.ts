import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainSealer } from './testing/plain-sealer.js';
import { createWorld, type TestWorker, type World } from './testing/world.js';

/**
 * The domain under every order of events that fast-check can think of: calls from several tabs to two versions of the
 * worker, whose operations on the store and on the service end in an arbitrary order, while workers are stopped and
 * answers are lost. A failure prints the seed and the schedule.
 */
type Step =
  | { readonly do: 'signIn'; readonly username: string; readonly worker: 0 | 1 }
  | { readonly do: 'signOut' | 'force' | 'tokens' | 'credentials' | 'tend' | 'restart'; readonly worker: 0 | 1 };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('signIn' as const),
    username: fc.constantFrom('ada', 'grace'),
    worker: fc.constantFrom(0 as const, 1 as const),
  }),
  fc.record({
    do: fc.constantFrom('signOut', 'force', 'tokens', 'credentials', 'tend', 'restart'),
    worker: fc.constantFrom(0 as const, 1 as const),
  }),
);

const toNothing = () => {};

interface Run {
  readonly world: World;
  readonly workers: [TestWorker, TestWorker];
  /** Calls to workers that are still there; each has to settle. */
  readonly open: Set<Promise<unknown>>;
  refreshesOnTheWire: number;
  mostRefreshesOnTheWire: number;
}

/** Lets one of the operations under way end, whichever the scheduler picks. */
async function advanceOne({ world }: Run, scheduler: fc.Scheduler): Promise<void> {
  await world.clock.settle();
  if (scheduler.count() > 0) await scheduler.waitNext(1);
}

/** Lets everything end that can: whatever the scheduler holds, and then whatever waits for time. */
async function drain(run: Run, scheduler: fc.Scheduler): Promise<void> {
  for (let round = 0; round < 200; round++) {
    await scheduler.waitIdle();
    await run.world.clock.settle();
    if (scheduler.count() === 0) {
      if (run.open.size === 0) return;
      await run.world.clock.advance(1_000);
    }
  }
}

function start(scheduler: fc.Scheduler, loses: (n: number) => boolean): Run {
  const world = createWorld({
    deliver: async (label, outcome) => {
      await scheduler.schedule(outcome.then(toNothing, toNothing), label);
      return await outcome;
    },
  });
  world.cognito.settings.rotation = { gracePeriodMs: 60_000 };
  let requests = 0;
  world.cognito.fate = (operation) =>
    operation === 'GetTokensFromRefreshToken' && loses(requests++) ? 'lose-answer' : 'ok';
  const run: Run = {
    world,
    workers: [world.startWorker(), world.startWorker()],
    open: new Set(),
    refreshesOnTheWire: 0,
    mostRefreshesOnTheWire: 0,
  };
  const refresh = world.cognito.userPool.refresh;
  world.cognito.userPool.refresh = async (...args) => {
    run.mostRefreshesOnTheWire = Math.max(run.mostRefreshesOnTheWire, ++run.refreshesOnTheWire);
    try {
      return await refresh(...args);
    } finally {
      run.refreshesOnTheWire--;
    }
  };
  return run;
}

function perform(run: Run, { do: what, worker: index, ...rest }: Step): void {
  const { session } = run.workers[index];
  const { sessionId } = run.world.store.current();
  const username = 'username' in rest ? String(rest.username) : '';
  const calls: Record<Exclude<Step['do'], 'restart'>, () => Promise<unknown>> = {
    signIn: () => session.signIn('tab', { username, password: 'x' }),
    signOut: () => session.signOut({}),
    force: () => session.fetchAuthSession({ forceRefresh: true }),
    tokens: () => session.getCognitoTokens(sessionId),
    credentials: () => session.getAWSCredentials(sessionId),
    tend: () => session.tend().then(() => session.settled()),
  };
  if (what === 'restart') {
    run.workers[index].stop();
    run.workers[index] = run.world.startWorker();
    return;
  }
  const call = calls[what]().then(toNothing, toNothing);
  run.open.add(call);
  const stopped = run.workers[index];
  call.finally(() => run.open.delete(call));
  // A worker that is stopped owes no answer: its page asks again, which is the call path's affair.
  const { stop } = stopped;
  Object.assign(stopped, {
    stop: () => {
      run.open.delete(call);
      stop();
    },
  });
}

async function storedTokens(world: World) {
  const tokens = world.store.current().signIn?.tokens;
  return tokens && (await plainSealer.unseal(tokens.sealed, 'tokens'));
}

test('whatever the order: every call settles, the stored refresh token is live, and a refresh was never made twice at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(step, { minLength: 3, maxLength: 12 }),
      fc.func(fc.boolean()),
      async (scheduler, steps, loses) => {
        const run = start(scheduler, (n) => n < 2 && loses(n));
        perform(run, { do: 'signIn', username: 'ada', worker: 0 });
        await drain(run, scheduler);
        for (const next of steps) {
          perform(run, next);
          await advanceOne(run, scheduler);
        }
        await drain(run, scheduler);
        expect(run.open.size).toBe(0);
        // What a stopped worker has sent is still on the wire; nobody else sends two.
        if (!steps.some(({ do: what }) => what === 'restart'))
          expect(run.mostRefreshesOnTheWire).toBeLessThanOrEqual(1);

        // The browser is used again before the grace period is over: what was lost on the way is repeated.
        perform(run, { do: 'tend', worker: 0 });
        await drain(run, scheduler);
        const tokens = await storedTokens(run.world);
        if (tokens) expect(run.world.cognito.isLive(tokens.refreshToken)).toBe(true);
        expect(run.world.store.current().signIn?.ended).toBeUndefined();
      },
    ),
    { numRuns: 500 },
  );
}, 60_000);

test('after a sign-out nobody is signed in, whatever was on the wire', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 6 }), async (scheduler, steps) => {
      const run = start(scheduler, () => false);
      perform(run, { do: 'signIn', username: 'ada', worker: 0 });
      await drain(run, scheduler);
      for (const next of steps) {
        perform(run, next);
        await advanceOne(run, scheduler);
      }
      let signedOut = false;
      const signOut = run.workers[1].session.signOut({}).then(() => {
        signedOut = true;
      });
      run.open.add(signOut.finally(() => run.open.delete(signOut)));
      await drain(run, scheduler);
      expect(signedOut).toBe(true);
      expect(run.world.store.current().signIn).toBeUndefined();
      // News may overtake each other; a page believes the one with the highest revision.
      const newest = run.world.announced.toSorted((a, b) => a.revision - b.revision).at(-1);
      expect(newest?.signIn).toBeUndefined();
    }),
    { numRuns: 500 },
  );
}, 60_000);

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createWorld } from '../session/testing/world.js';
import { createCookieSession } from './cookie-session.js';

/** Web Locks, as far as they are asked for here. */
function createLocks() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request(_name: string, task: () => Promise<unknown>) {
      const done = last.then(task);
      last = done.catch(() => {});
      return done;
    },
  };
}

beforeEach(() => void vi.stubGlobal('navigator', { locks: createLocks() }));
afterEach(() => void vi.unstubAllGlobals());

/** The cookies of one browser. Each worker has its own way to them, on which what it sets may take a while. */
function createJar() {
  let value: string | undefined;
  return (arrives?: Promise<void>) =>
    createCookieSession({
      cookieStore: {
        get: async () => (value === undefined ? null : { value }),
        async set(cookie: { value: string }) {
          await arrives;
          value = cookie.value;
        },
      },
    } as unknown as ServiceWorkerGlobalScope);
}

function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('two that begin at once in one worker are told the same name, and neither that the browser cannot keep it', async () => {
  const cookies = createJar()();
  const [one, other] = await Promise.all([cookies.begin('one'), cookies.begin('other')]);
  expect(one).toBe(other);
});

test('what the worker of one scope was told stays true when that of another begins at the same time', async () => {
  const jar = createJar();
  const { open, opened } = createGate();
  const [busy, quick] = [jar(opened), jar()];
  const busyBegins = busy.begin('busy');
  const quickBegins = quick.begin('quick');
  const quickAfterwards = quickBegins.then(async (told) => ({ told, current: await quick.current() }));
  await Promise.resolve();
  open();
  const name = await busyBegins;
  expect(await quickAfterwards).toEqual({ told: name, current: name });
  expect(await busy.current()).toBe(name);
});

test('of two sign-ins at once in the workers of two scopes one stands, and outlives the workers', async () => {
  const jar = createJar();
  const { open, opened } = createGate();
  let arrives: Promise<void> | undefined = opened;
  const world = createWorld({ ports: () => ({ browserSession: jar(arrives) }) });
  const late = world.startWorker().session.signIn('late', { username: 'ada', password: 'secret' });
  late.catch(() => {});
  await world.clock.settle();
  arrives = undefined;
  const quick = world.startWorker().session.signIn('tab', { username: 'ada', password: 'secret' });
  quick.catch(() => {});
  await world.clock.settle();
  open();
  const outcomes = await Promise.allSettled([late, quick]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await world.startWorker().session.fetchAuthSession({})).isSignedIn).toBe(true);
});

test('a browser that does not tell the cookie fails who asks after a while, and who asks once it does is told', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let tells = false;
  const cookies = createCookieSession({
    cookieStore: { get: async () => (tells ? { value: 'name' } : await new Promise(() => {})) },
  } as unknown as ServiceWorkerGlobalScope);
  const asked = cookies.current().catch((error) => error);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await asked).toMatchObject({ kind: 'unknown', retryable: true });
  tells = true;
  expect(await cookies.current()).toBe('name');
  expect(vi.getTimerCount()).toBe(0);
});

test('a browser that does not say that it has set the cookie fails who signs in after a while, and holds up nobody else', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let jar: string | undefined;
  let sets = 0;
  const cookies = createCookieSession({
    cookieStore: {
      get: async () => (jar === undefined ? null : { value: jar }),
      async set({ value }: { value: string }) {
        if (++sets === 1) await new Promise(() => {});
        jar = value;
      },
    },
  } as unknown as ServiceWorkerGlobalScope);
  const outcomes = Promise.allSettled([cookies.begin('one'), cookies.begin('two')]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await outcomes).toMatchObject([
    { status: 'rejected', reason: { kind: 'unknown', retryable: true } },
    { status: 'fulfilled', value: 'two' },
  ]);
});

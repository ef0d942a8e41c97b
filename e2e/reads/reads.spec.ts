import { sessionWorkerScript } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { expect, type Page, signIn, signOut, stopWorkers, test } from '../harness/fixtures.js';
import { askAll } from '../session/ask.js';

/**
 * Counts the calls that the page makes of the worker from now on: what it reads by a port is none, and a call that is sent again,
 * because the worker has not come to it, is one.
 */
async function countCalls(tab: Page): Promise<() => Promise<number>> {
  await tab.evaluate(() => {
    const { postMessage } = ServiceWorker.prototype;
    const calls = new Set<string>();
    Object.assign(window, { callsMade: () => calls.size });
    ServiceWorker.prototype.postMessage = function (this: ServiceWorker, ...args: unknown[]) {
      calls.add((args[0] as { callId: string }).callId);
      Reflect.apply(postMessage, this, args);
    } as typeof postMessage;
  });
  return () => tab.evaluate(() => (window as unknown as { callsMade(): number }).callsMade());
}

const readSession = (tab: Page) => tab.evaluate(async () => (await window.auth.fetchAuthSession()).isSignedIn);

/** Reads until the page makes no more calls for it. */
async function warmUp(tab: Page, calls: () => Promise<number>): Promise<void> {
  await expect
    .poll(async () => {
      const before = await calls();
      await readSession(tab);
      return (await calls()) - before;
    })
    .toBe(0);
}

test.describe('what is read again and again', { tag: '@core' }, () => {
  test('comes from the memory of the worker, by a port', async ({ openTab, user }) => {
    const tab = await openTab();
    await signIn(tab, user);
    const before = await askAll(tab);
    const calls = await countCalls(tab);
    await warmUp(tab, calls);
    // The values are there after the first time; a busy machine may let the page take its port for dead now and then.
    await expect
      .poll(async () => {
        const made = await calls();
        expect(await askAll(tab)).toEqual(before);
        return (await calls()) - made;
      })
      .toBe(0);
  });

  test('is right at once after a sign-out and a sign-in by a worker of another scope', async ({
    app,
    cognito,
    api,
    openTab,
    user,
  }) => {
    const script = await sessionWorkerScript(configFor(cognito, api), '1');
    app.setResource('/other/session-worker.js', { type: 'text/javascript', body: script });
    const tab = await openTab();
    const other = await openTab({ worker: '/other/session-worker.js' });
    const calls = await countCalls(tab);
    for (let round = 0; round < 3; round++) {
      await signIn(other, user);
      expect(await readSession(tab)).toBe(true);
      await warmUp(tab, calls);
      await signOut(other);
      expect(await readSession(tab)).toBe(false);
      await warmUp(tab, calls);
    }
  });

  test('is called for where the worker knows of no such port, as an earlier version does', async ({
    app,
    cognito,
    api,
    openTab,
    user,
  }) => {
    const script = await sessionWorkerScript(configFor(cognito, api), '1');
    const earlier = `{
      const { get } = Object.getOwnPropertyDescriptor(ExtendableMessageEvent.prototype, 'ports');
      Object.defineProperty(ExtendableMessageEvent.prototype, 'ports', { get() { return get.call(this).slice(0, 1); } });
    }`;
    app.setResource('/session-worker.js', { type: 'text/javascript', body: `${earlier}\n${script}` });
    const tab = await openTab();
    await signIn(tab, user);
    const calls = await countCalls(tab);
    for (let n = 0; n < 5; n++) expect(await readSession(tab)).toBe(true);
    expect(await calls()).toBe(5);
  });
});

test('a port that leads nowhere costs milliseconds, and the next one is read by again', async ({
  openTab,
  user,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium can be told to stop a worker');
  const tab = await openTab();
  await signIn(tab, user);
  const calls = await countCalls(tab);
  await warmUp(tab, calls);
  const before = await calls();
  await stopWorkers(tab);
  expect(await readSession(tab)).toBe(true);
  expect(await calls()).toBeGreaterThan(before);
  await warmUp(tab, calls);
});

import { sessionWorkerScript } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import {
  ARRIVAL,
  comeBack,
  eventsOf,
  eventTypesOf,
  expect,
  expectStatus,
  leave,
  test as managedLoginTest,
  type Page,
  register,
  stopWorkers,
  submit,
} from './fixtures.js';

/** From `mute` on, until it is stopped, the worker's replies to `arrive` reach nobody; the server is told of the answer. */
const MUTE = `
let isMuted = false;
addEventListener('message', ({ data, ports: [port] }) => {
  if (data === 'mute') isMuted = true;
  else if (isMuted && data?.message?.path?.[0] === 'arrive') {
    port.postMessage = ({ type }) => { if (type === 'answer') fetch('/answered'); };
  }
});
`;

/** From `fail` to `recover` nothing can be written to the database. */
const FAIL = `
const { transaction } = IDBDatabase.prototype;
addEventListener('message', ({ data }) => {
  if (data === 'fail') {
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      if (mode === 'readwrite') throw new DOMException('The disk is full.', 'QuotaExceededError');
      return transaction.call(this, stores, mode, options);
    };
  }
  if (data === 'recover') IDBDatabase.prototype.transaction = transaction;
});
`;

const tell = (tab: Page, message: string) =>
  tab.evaluate(async (its) => (await navigator.serviceWorker.ready).active?.postMessage(its), message);

interface InterruptedFixtures {
  /**
   * Has a tab leave for managed login from an app whose worker's script begins with `prefix`, and then tells that worker
   * `message`; answers that tab, and another one that stays in the app.
   */
  leaveUnder: (prefix: string, message: string) => Promise<[Page, Page]>;
}

const test = managedLoginTest.extend<InterruptedFixtures>({
  leaveUnder: async ({ app, cognito, api, managedLogin, openTab }, use) => {
    await use(async (prefix, message) => {
      const script = await sessionWorkerScript({ ...configFor(cognito, api), managedLogin }, '1');
      app.setResource('/session-worker.js', { type: 'text/javascript', body: `${prefix}${script}` });
      const [tab, other] = [await openTab(), await openTab()];
      await leave(tab, { customState: '/basket' });
      await tell(other, message);
      return [tab, other];
    });
  },
});

test.describe('the events of a sign-in with managed login are told once', () => {
  test('where the worker dies after it has noted that they are, and before they were', async ({
    app,
    leaveUnder,
    user,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'only Chromium lets a test stop a worker');
    app.setResource('/answered', { type: 'text/plain', body: '' });
    const [tab, other] = await leaveUnder(MUTE, 'mute');
    await submit(tab, user);
    const connected = comeBack(tab, app);
    await expect.poll(() => app.count('/answered')).toBeGreaterThan(0);
    await stopWorkers(other);
    await connected;
    await expect.poll(async () => (await eventTypesOf(tab)).sort()).toEqual(ARRIVAL);
    await tab.reload();
    await register(tab);
    expect(await eventTypesOf(tab)).toEqual([]);
  });

  test('where the database fails just as the browser comes back: the page hands the answer over', async ({
    app,
    cognito,
    leaveUnder,
    user,
  }) => {
    const [tab, other] = await leaveUnder(FAIL, 'fail');
    await submit(tab, user);
    await tab.waitForURL(`${app.url}/?code=*`);
    await tell(other, 'recover');
    await register(tab);
    expect(tab.url()).toBe(`${app.url}/`);
    await expectStatus(tab, 'signedIn');
    await expect.poll(async () => (await eventTypesOf(tab)).sort()).toEqual(ARRIVAL);
    expect(await eventsOf(tab)).toContainEqual({ type: 'customOAuthState', customState: '/basket' });
    expect(cognito.count('Token')).toBe(1);
  });
});

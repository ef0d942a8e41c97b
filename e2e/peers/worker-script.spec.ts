import type { Page } from 'playwright/test';
import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, register, signIn, test } from '../harness/fixtures.js';
import { forceRefresh } from '../session/ask.js';
import { serveWorker } from './serve-worker.js';

declare global {
  interface Window {
    /** How often the page has registered a worker. */
    registrations: number;
  }
}

test.describe('of a new version of the worker’s script', () => {
  test.beforeEach(({ context }) =>
    context.addInitScript(() => {
      const { register } = ServiceWorkerContainer.prototype;
      window.registrations = 0;
      ServiceWorkerContainer.prototype.register = function (...given) {
        window.registrations++;
        return register.apply(this, given);
      };
    }),
  );

  test('oidc-client #1400, #1475, #1145, #1652: no tab reloads, none registers again, and all go on, whichever way it goes', async ({
    openTab,
    app,
    api,
    cognito,
    user,
  }) => {
    const config = configFor(cognito, api);
    const tabs: Page[] = [];
    let navigations = 0;
    for (const version of ['1', '2', '1', '3']) {
      app.setConfig('/session-worker.js', config, version);
      const tab = await openTab();
      tab.on('framenavigated', () => navigations++);
      tabs.push(tab);
    }
    const [first, last] = [tabs[0] as Page, tabs[3] as Page];
    const states = () =>
      last.evaluate(async () => {
        const { installing, waiting, active } = await navigator.serviceWorker.ready;
        return [installing?.state, waiting?.state, active?.state];
      });
    await expect.poll(states).toEqual([undefined, 'installed', 'activated']);

    await signIn(first, user);
    for (const tab of tabs) {
      await expectStatus(tab, 'signedIn');
      await forceRefresh(tab);
      expect(await tab.evaluate(() => window.registrations)).toBe(1);
    }
    await expect.poll(states).toEqual([undefined, 'installed', 'activated']);
    expect(navigations).toBe(0);

    // Nor when the new one takes over: once its tabs are closed, or reloaded by their user.
    for (const tab of tabs.slice(0, 3)) await tab.close();
    await last.goto(`${app.url}/blank`);
    await last.goto(app.url);
    await register(last);
    await expectStatus(last, 'signedIn');
    expect(await last.evaluate(() => window.registrations)).toBe(1);
    expect(navigations).toBe(2);
  });
});

test('oidc-client #1589, #1660: a request that no rule names does not go through the worker, nor through its policy', async ({
  openTab,
  app,
  api,
  cognito,
  user,
}) => {
  const source = "import { startSessionWorker } from './sw/index.js';\nstartSessionWorker(CONFIG);";
  // The policy with which the script came stays the worker's, whatever the page's may be by now.
  await serveWorker(app, configFor(cognito, api), source, {
    'Content-Security-Policy': `connect-src ${cognito.url}`,
  });
  const tab = await openTab();
  await signIn(tab, user);
  const answered: [string, boolean][] = [];
  tab.on('response', (response) => answered.push([new URL(response.url()).pathname, response.fromServiceWorker()]));
  const statuses = await tab.evaluate(
    async ([ruled, open]) => [
      await fetch(`${ruled}`).then(({ status }) => status, String),
      (await fetch(`${open}`)).status,
      (await fetch('/blank')).status,
    ],
    [`${api.url}/v1/orders`, `${api.url}/open`],
  );
  expect(statuses).toEqual([expect.stringContaining('TypeError'), 200, 200]); // the first shows the policy at work
  await expect
    .poll(() => answered)
    .toEqual([
      ['/open', false],
      ['/blank', false],
    ]);
  expect(api.requests).toMatchObject([{ path: '/open', authorization: undefined }]);
});

const APP_LISTENERS = `
  self.addEventListener('install', (event) => {
    event.waitUntil(caches.open('app').then((cache) => cache.add('/blank')));
  });
  self.addEventListener('fetch', (event) => {
    if (new URL(event.request.url).pathname === '/offline') event.respondWith(caches.match('/blank'));
  });
  self.addEventListener('message', ({ data, ports }) => {
    if (data === 'version') ports[0].postMessage('7');
  });
`;
const SESSION = 'startSessionWorker(CONFIG);';

for (const [order, body] of [
  ['before', SESSION + APP_LISTENERS],
  ['behind', APP_LISTENERS + SESSION],
] as const) {
  test(`oidc-client #914, #1062: the session stands ${order} an app's own caches and messages in one worker`, async ({
    openTab,
    app,
    api,
    cognito,
    user,
  }) => {
    await serveWorker(app, configFor(cognito, api), `import { startSessionWorker } from './sw/index.js';\n${body}`);
    const tab = await openTab();
    await signIn(tab, user);
    const answers = await tab.evaluate(async (url) => {
      const { active } = await navigator.serviceWorker.ready;
      const { port1, port2 } = new MessageChannel();
      const version = new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
      });
      active?.postMessage('version', [port2]);
      const { caller } = (await (await fetch(url)).json()) as { caller: string };
      return { caller, version: await version };
    }, `${api.url}/v1/orders`);
    expect(answers).toEqual({ caller: user.username, version: '7' });

    await tab.goto(`${app.url}/offline`);
    expect(await tab.title()).toBe('Blank');
    expect(app.count('/offline')).toBe(0);
  });
}

import type { Page } from 'playwright/test';
import { type AppServer, sessionWorkerScript } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { eventTypesOf, expect, expectStatus, signIn, stopWorkers, test } from '../harness/fixtures.js';
import { askAll, forceRefresh, REFRESH } from '../session/ask.js';

const ROTATION = { enabled: true, gracePeriodMs: 60_000, reuseRevokesFamily: false };

/** Marks the page, so that a reload would show: it forgets the mark. */
function mark(tab: Page): Promise<void> {
  return tab.evaluate(() => void Object.assign(window, { mark: true }));
}

async function expectNoReload(tab: Page): Promise<void> {
  expect(await tab.evaluate(() => Reflect.get(window, 'mark'))).toBe(true);
}

/** Serves a later version of the worker, that takes over at once where the app wants it to. */
async function serveVersion(app: AppServer, config: unknown, version: string, takesOver: boolean): Promise<void> {
  const script = await sessionWorkerScript(config, version);
  const takeOver = "addEventListener('install', () => void skipWaiting());\n";
  app.setResource('/session-worker.js', { type: 'text/javascript', body: (takesOver ? takeOver : '') + script });
}

/** Looks for an update, and answers once the later version is in the state. */
function update(tab: Page, reached: 'installed' | 'activated'): Promise<void> {
  return tab.evaluate(async (state) => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise<ServiceWorker>((resolve) => {
      registration.addEventListener('updatefound', () => resolve(registration.installing as ServiceWorker), {
        once: true,
      });
    });
    await registration.update();
    const worker = await found;
    await new Promise<void>((resolve) => {
      const look = () => worker.state === state && resolve();
      worker.addEventListener('statechange', look);
      look();
    });
  }, reached);
}

test('a later version that waits beside the active one renews nothing, and finds the session when it takes over @core', async ({
  app,
  api,
  cognito,
  user,
  openTab,
}) => {
  const tab = await openTab();
  await signIn(tab, user);
  const before = await askAll(tab);
  await mark(tab);
  await serveVersion(app, configFor(cognito, api), '2', false);
  cognito.clearRequests();
  await update(tab, 'installed');
  expect(await askAll(tab)).toEqual(before);
  expect(cognito.requests).toEqual([]);
  await forceRefresh(tab);
  expect(cognito.count(REFRESH)).toBe(1);
  const renewed = await askAll(tab);
  await expectNoReload(tab);

  await tab.close(); // the last page of the older version
  let next = await openTab();
  const isWaiting = () =>
    next.evaluate(async () => ((await navigator.serviceWorker.getRegistration())?.waiting ?? null) !== null);
  // One that opens before the browser has told the older worker of the last one's end is the older one's once more.
  await expect
    .poll(async () => {
      if (!(await isWaiting())) return false;
      await next.close();
      next = await openTab();
      return true;
    })
    .toBe(false);
  expect(await askAll(next)).toEqual(renewed);
  expect(await eventTypesOf(next)).toEqual([]);
  expect(cognito.count(REFRESH)).toBe(1);
});

for (const when of ['request', 'response'] as const) {
  test(`a later version takes over while a refresh is held before its ${when}: nobody is signed out, and no page reloads`, {
    tag: '@waits',
  }, async ({ app, api, cognito, user, openTab }) => {
    cognito.settings.rotation = ROTATION;
    const tabs = [await openTab(), await openTab()] as const;
    await signIn(tabs[0], user);
    for (const tab of tabs) await mark(tab);
    await serveVersion(app, configFor(cognito, api), '2', true);

    const gate = cognito.faults.hold(REFRESH, { when });
    const forced = forceRefresh(tabs[0]);
    await gate.reached;
    await update(tabs[0], 'activated');
    gate.release();
    await forced;
    for (const tab of tabs) {
      expect(await askAll(tab)).toMatchObject({ isSignedIn: true, jwt: { ok: true }, aws: { ok: true } });
      await expectStatus(tab, 'signedIn');
      expect((await eventTypesOf(tab)).filter((type) => type !== 'tokenRefresh')).toEqual(['signedIn']);
      await expectNoReload(tab);
    }
    // The token in the store is the live one.
    const live = cognito.liveRefreshTokens(user.username);
    cognito.clearRequests();
    await forceRefresh(tabs[1]);
    expect(live).toContain(cognito.requests.find(({ operation }) => operation === REFRESH)?.refreshToken);
  });
}

test('a later version takes over and the older one is stopped with the answer on the wire: the refresh is repeated', {
  tag: '@waits',
}, async ({ app, api, cognito, user, openTab, browserName }) => {
  test.skip(browserName !== 'chromium', 'only Chromium lets a test stop a worker');
  cognito.settings.rotation = ROTATION;
  const tab = await openTab();
  await signIn(tab, user);
  await mark(tab);
  await serveVersion(app, configFor(cognito, api), '2', true);
  const gate = cognito.faults.hold(REFRESH, { when: 'response' });
  const forced = forceRefresh(tab);
  await gate.reached;
  await update(tab, 'activated');
  await stopWorkers(tab);
  gate.drop();
  await forced;
  expect(await askAll(tab)).toMatchObject({ isSignedIn: true, jwt: { ok: true } });
  const live = cognito.liveRefreshTokens(user.username);
  cognito.clearRequests();
  await forceRefresh(tab);
  expect(live).toContain(cognito.requests.find(({ operation }) => operation === REFRESH)?.refreshToken);
  expect(await eventTypesOf(tab)).not.toContain('sessionExpired');
  await expectNoReload(tab);
});

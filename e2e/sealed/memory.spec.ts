import { configFor } from '../harness/config-for.js';
import { eventTypesOf, expect, expectStatus, signIn, stopWorkers, test } from '../harness/fixtures.js';
import { askForTokens } from '../session/ask.js';
import { activateUpdate } from './activate-update.js';
import { armThief } from './arm-thief.js';

test.describe('a session in memory', () => {
  test.use({ workerConfig: { storage: 'memory' } });

  test('leaves nothing in the browser’s storage', { tag: '@core' }, async ({ app, openTab, user, api }) => {
    const tab = await openTab();
    await signIn(tab, user);
    expect(await tab.evaluate(async (url) => (await fetch(url)).status, `${api.url}/v1/orders`)).toBe(200);
    expect(await askForTokens(tab)).toMatchObject({ ok: true });
    const found = await tab.evaluate(async () => [await indexedDB.databases(), await caches.keys(), document.cookie]);
    expect(found).toEqual([[], [], '']);
    await armThief(app, tab);
    expect(await tab.evaluate(() => window.thief.unsealDatabase())).toEqual({ sealedValues: 0, keys: 0, opened: [] });
  });

  test('ends with the worker, which the next call tells every tab, and begins anew with a sign-in', async ({
    openTab,
    user,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'Only Chromium can be told to stop a worker.');
    const [tab, other] = [await openTab(), await openTab()];
    await signIn(tab, user);
    await expectStatus(other, 'signedIn');
    await stopWorkers(tab);
    expect(await askForTokens(tab)).toMatchObject({ ok: false, error: { kind: 'signedOut' } });
    await expectStatus(other, 'signedOut');
    expect(await eventTypesOf(tab)).toEqual(['signedIn', 'signedOut']);
    expect(await eventTypesOf(other)).toEqual(['signedIn', 'signedOut']);
    await signIn(other, user);
    await expectStatus(tab, 'signedIn');
  });

  test('is the older worker’s until a newer one takes over, and every tab is told that it is over', async ({
    app,
    cognito,
    api,
    openTab,
    user,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'Only Chromium can be told to activate a waiting worker.');
    const tab = await openTab();
    await signIn(tab, user);
    app.setConfig('/session-worker.js', { ...configFor(cognito, api), storage: 'memory' }, '2');
    await tab.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    expect(await askForTokens(tab)).toMatchObject({ ok: true });
    expect(await activateUpdate(tab)).toBe(true);
    await expectStatus(tab, 'signedOut');
    await signIn(tab, user);
    expect(await askForTokens(tab)).toMatchObject({ ok: true });
  });
});

test('a session that was stored is taken into memory, and is in the database no more', async ({
  app,
  cognito,
  api,
  openTab,
  user,
}) => {
  const tab = await openTab();
  await signIn(tab, user);
  await armThief(app, tab);
  expect((await tab.evaluate(() => window.thief.unsealDatabase())).opened).not.toEqual([]);
  app.setConfig('/session-worker.js', { ...configFor(cognito, api), storage: 'memory' });
  expect(await activateUpdate(tab)).toBe(true);
  await expect
    .poll(() => tab.evaluate(() => window.thief.unsealDatabase()))
    .toMatchObject({ sealedValues: 0, opened: [] });
  expect(await askForTokens(tab)).toMatchObject({ ok: true });
  expect(await eventTypesOf(tab)).toEqual(['signedIn']);
});

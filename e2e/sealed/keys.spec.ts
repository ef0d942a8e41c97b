import { registrationError } from '../configuration/registration.js';
import { configFor } from '../harness/config-for.js';
import { askForTokens, forceRefresh } from '../session/ask.js';
import { activateUpdate } from './activate-update.js';
import { armThief } from './arm-thief.js';
import {
  eventTypesOf,
  expect,
  expectStatus,
  type Page,
  register,
  signIn,
  signOut,
  stopWorkers,
  test,
  waitForLibrary,
} from './fixtures.js';
import { NEXT_SECRET, SECRET, serveSealed } from './sealed-app.js';

/** The ids of the keys under which something is sealed in the database; empty for the database's own. */
function keysInUse(tab: Page): Promise<string[]> {
  return tab.evaluate(async () => {
    const open = indexedDB.open('cognito-session-worker');
    await new Promise((resolve) => {
      open.onsuccess = resolve;
    });
    const read = open.result.transaction('vault').objectStore('vault').getAll();
    await new Promise((resolve) => {
      read.onsuccess = resolve;
    });
    open.result.close();
    const ids: string[] = [];
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('ciphertext' in value) ids.push('keyId' in value ? String(value.keyId) : '');
      else Object.values(value).forEach(look);
    };
    look(read.result);
    return [...new Set(ids)];
  });
}

test('a look for an update finds the same script, and the session outlives worker and tab', async ({
  sealedWorker,
  openTab,
  user,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'Only Chromium can be told to stop a worker.');
  const tab = await openTab();
  await signIn(tab, user);
  expect(await activateUpdate(tab)).toBe(false);
  await stopWorkers(tab);
  const next = await openTab();
  await expectStatus(next, 'signedIn');
  expect(await askForTokens(next)).toMatchObject({ ok: true });
  expect(sealedWorker.keys()).toHaveLength(1);
  expect(sealedWorker.requests.at(-1)?.headers.cookie).toMatch(/^__Host-Http-cognito-session-worker=[\w-]{43}$/);
});

test('what was stored in the default mode is sealed anew under the script’s key at first use', async ({
  app,
  cognito,
  api,
  openTab,
  user,
}) => {
  const tab = await openTab();
  await signIn(tab, user);
  expect(await keysInUse(tab)).toEqual(['']);
  await armThief(app, tab);
  const openDatabase = () => tab.evaluate(() => window.thief.unsealDatabase());
  await expect.poll(async () => (await openDatabase()).opened.length).toBe(2); // the tokens, and soon the credentials

  serveSealed(app, { ...configFor(cognito, api), sealing: 'script-required' });
  expect(await activateUpdate(tab)).toBe(true);
  await expect.poll(() => keysInUse(tab)).not.toContain('');
  expect(await openDatabase()).toMatchObject({ sealedValues: 2, keys: 1, opened: [] });
  expect(await askForTokens(tab)).toMatchObject({ ok: true });
  await forceRefresh(tab);
  expect(await eventTypesOf(tab)).toEqual(['signedIn', 'tokenRefresh']);
});

test('when the secret is rotated the session is sealed anew, and outlives the old secret', async ({
  sealedWorker,
  openTab,
  user,
}) => {
  const tab = await openTab();
  await signIn(tab, user);
  const [old] = await keysInUse(tab);
  sealedWorker.setSecrets(NEXT_SECRET, SECRET);
  expect(await activateUpdate(tab)).toBe(true);
  await expect.poll(() => keysInUse(tab)).not.toContain(old);
  sealedWorker.setSecrets(NEXT_SECRET);
  expect(await activateUpdate(tab)).toBe(true);
  expect(await askForTokens(tab)).toMatchObject({ ok: true });
  await forceRefresh(tab);
  expect(await eventTypesOf(tab)).toEqual(['signedIn', 'tokenRefresh']);
});

test('when the cookie is gone the session ends in every tab, and a new sign-in works', async ({
  context,
  sealedWorker,
  openTab,
  user,
  cognito,
}) => {
  const [tab, other] = [await openTab(), await openTab()];
  await signIn(tab, user);
  await expectStatus(other, 'signedIn');
  await context.clearCookies();
  expect(await activateUpdate(tab)).toBe(true);
  await expectStatus(tab, 'sessionExpired');
  await expectStatus(other, 'sessionExpired');
  expect(await askForTokens(other)).toMatchObject({ ok: false, error: { kind: 'sessionExpired', retryable: false } });
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(0);
  expect(await activateUpdate(tab)).toBe(false);
  expect(sealedWorker.keys()).toHaveLength(2);

  await signIn(other, user);
  await expectStatus(tab, 'signedIn');
  await signOut(tab);
  await expect.poll(() => eventTypesOf(other)).toEqual(['signedIn', 'sessionExpired', 'signedIn', 'signedOut']);
});

test('a page that crowds the cookie out cannot put one of its own choice in its place', async ({
  sealedWorker,
  openTab,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'What a jar holds and drops is each browser’s own affair; seen in Chromium.');
  const tab = await openTab();
  const chosen = 'A'.repeat(43);
  const crowdOut = () =>
    tab.evaluate((id) => {
      const put = (cookie: string) => Reflect.set(document, 'cookie', cookie);
      const plant = () => {
        put(`__Host-Http-cognito-session-worker=${id}; Path=/; Secure; SameSite=Strict`);
        put(`cognito-session-worker-development=${id}; Path=/`);
      };
      plant();
      for (let n = 0; n < 400; n++) put(`crowd-${n}=; Path=/; Secure`);
      plant();
      for (let n = 0; n < 400; n++) put(`crowd-${n}=; Path=/; Secure; Max-Age=0`);
    }, chosen);
  const [first] = sealedWorker.requests;
  const lookAgain = async () => {
    await crowdOut(); // which cookies a full jar drops, and when, is up to the browser
    await tab.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    return sealedWorker.requests.at(-1)?.keys;
  };
  await expect.poll(lookAgain).not.toEqual(first?.keys); // it was crowded out, and the browser has another id now
  const cookies = sealedWorker.requests.map(({ headers }) => headers.cookie ?? '');
  expect(cookies.filter((cookie) => cookie.includes(`__Host-Http-cognito-session-worker=${chosen}`))).toEqual([]);
  expect(sealedWorker.requests.at(-1)?.keys).toHaveLength(1);
});

test.describe('a script that is served without a key', { tag: '@core' }, () => {
  test('is refused where a key is required', async ({ app, cognito, api, page }) => {
    app.setConfig('/unsealed.js', { ...configFor(cognito, api), sealing: 'script-required' });
    await page.goto(app.url);
    await waitForLibrary(page);
    expect(await registrationError(page, '/unsealed.js')).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('served without a key'),
    });
  });

  test('is used with the database’s key where the script’s is only preferred', async ({
    app,
    cognito,
    api,
    page,
    user,
  }) => {
    app.setConfig('/session-worker.js', { ...configFor(cognito, api), sealing: 'script-preferred' });
    await page.goto(app.url);
    await register(page);
    await signIn(page, user);
    expect(await keysInUse(page)).toEqual(['']);
    expect(await askForTokens(page)).toMatchObject({ ok: true });
  });
});

test('a module is refused where a key is required, for Chromium’s requests for it bear no cookie', async ({
  app,
  cognito,
  api,
  page,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'Firefox sends cookies for modules, too.');
  const sealed = serveSealed(app, { ...configFor(cognito, api), sealing: 'script-required' });
  await page.goto(app.url);
  await waitForLibrary(page);
  expect(await registrationError(page, '/session-worker.js', { type: 'module' })).toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('registered as a module'),
  });
  expect(sealed.requests.map(({ headers }) => headers.cookie)).toEqual([undefined]);
});

import type { Page } from 'playwright/test';
import { openUnregistered, registrationError } from '../configuration/registration.js';
import { sessionWorkerScript } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { eventTypesOf, expect, expectStatus, signIn, snapshotOf, stopWorkers, test } from '../harness/fixtures.js';
import { askAll, askForTokens } from '../session/ask.js';

const DATABASE = 'cognito-session-worker';

/** Writes something in the place of every record, as script on the page can. */
function damageRecords(tab: Page, value: unknown): Promise<void> {
  return tab.evaluate(
    ({ name, value: put }) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const database = request.result;
          const transaction = database.transaction('vault', 'readwrite');
          const store = transaction.objectStore('vault');
          store.getAllKeys().onsuccess = ({ target }) => {
            for (const key of (target as IDBRequest<IDBValidKey[]>).result) {
              if (key !== 'sealing-key') store.put(put, key);
            }
          };
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
    { name: DATABASE, value },
  );
}

function deleteDatabase(tab: Page): Promise<void> {
  return tab.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      }),
    DATABASE,
  );
}

/** Nobody is signed in, every tab knows it, and somebody can sign in again without a reload. */
async function expectCleanStart(
  tabs: readonly Page[],
  user: { username: string; password: string },
  browserName: string,
): Promise<void> {
  const [first] = tabs as [Page, ...Page[]];
  expect(await askAll(first)).toMatchObject({ isSignedIn: false, jwt: { ok: false, error: { kind: 'signedOut' } } });
  for (const tab of tabs) {
    await expectStatus(tab, 'signedOut');
    expect(await eventTypesOf(tab)).toEqual(['signedIn', 'signedOut']);
  }
  await signIn(first, user);
  for (const tab of tabs) await expectStatus(tab, 'signedIn');
  expect(await askForTokens(first)).toMatchObject({ ok: true });
  if (browserName !== 'chromium') return; // only Chromium lets a test stop a worker
  await stopWorkers(first);
  expect(await askForTokens(first), 'it is there for the next worker as well').toMatchObject({ ok: true });
}

test('the database is deleted under open tabs: a clean start, told to every tab, without a reload @core', async ({
  openTab,
  user,
  browserName,
}) => {
  const tabs = [await openTab(), await openTab()] as const;
  await signIn(tabs[0], user);
  await expectStatus(tabs[1], 'signedIn');
  await deleteDatabase(tabs[0]);
  await expectCleanStart(tabs, user, browserName);
});

test('the record is damaged: a clean start, told to every tab, without a reload', async ({
  openTab,
  user,
  browserName,
}) => {
  const tabs = [await openTab(), await openTab()] as const;
  await signIn(tabs[0], user);
  await expectStatus(tabs[1], 'signedIn');
  await damageRecords(tabs[0], { storeId: 'x', revision: 'many' });
  await expectCleanStart(tabs, user, browserName);
});

test("the site's data is cleared under open tabs, the registration too: a clean start without a reload", async ({
  openTab,
  user,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium can be told to clear the data of a site');
  const tabs = [await openTab(), await openTab()] as const;
  await signIn(tabs[0], user);
  await expectStatus(tabs[1], 'signedIn');
  const devtools = await tabs[0].context().newCDPSession(tabs[0]);
  const { origin } = new URL(tabs[0].url());
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'service_workers,indexeddb' });
  expect(await askAll(tabs[0])).toMatchObject({ isSignedIn: false });
  await expectStatus(tabs[0], 'signedOut');
  await signIn(tabs[0], user);
  await expectStatus(tabs[0], 'signedIn');
  expect(await askAll(tabs[1])).toMatchObject({ isSignedIn: true, jwt: { ok: true } });
});

test('a tab blocks the database: a call ends with an error that says so, and goes on once the tab lets go', {
  tag: '@waits',
}, async ({ openTab, user, context, app, browserName }) => {
  test.skip(browserName !== 'chromium', 'only Chromium can be told to stop a worker');
  const tab = await openTab();
  await signIn(tab, user);
  const blocker = await context.newPage();
  await blocker.goto(`${app.url}/blank`);
  await stopWorkers(tab);
  // A connection that ignores versionchange, and somebody who wants a later version: every new connection has to wait.
  await blocker.evaluate(
    (name) =>
      new Promise<void>((resolve) => {
        const held = indexedDB.open(name);
        held.onsuccess = () => {
          Object.assign(window, { release: () => held.result.close() });
          const upgrade = indexedDB.open(name, 2);
          upgrade.onblocked = () => resolve();
          upgrade.onsuccess = () => upgrade.result.close();
        };
      }),
    DATABASE,
  );
  const error = await tab.evaluate(() =>
    window.auth.fetchAuthSession().then(
      () => undefined,
      (thrown: InstanceType<typeof window.library.AuthError>) => thrown.toData(),
    ),
  );
  expect(error).toMatchObject({ kind: 'unknown', retryable: true });
  expect(error?.message).toContain('TimeoutError');
  expect(error?.recoverySuggestion).toContain('Close other tabs');
  await blocker.evaluate(() => (window as unknown as { release(): void }).release());
  expect(await askAll(tab)).toMatchObject({ isSignedIn: true, jwt: { ok: true } });
  expect(await snapshotOf(tab)).toMatchObject({ status: 'signedIn' });
});

test('there is no IndexedDB: every call says so, and none hangs', async ({ app, cognito, api, page }) => {
  const script = await sessionWorkerScript(configFor(cognito, api), '1');
  app.setResource('/session-worker.js', {
    type: 'text/javascript',
    body: `Object.defineProperty(self, 'indexedDB', { value: undefined });\n${script}`,
  });
  await openUnregistered(page, app.url);
  expect(await registrationError(page)).toMatchObject({ kind: 'unknown', retryable: true });
});

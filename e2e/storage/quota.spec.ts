import { chromium, type Page } from 'playwright/test';
import { expect, register, signIn, test } from '../harness/fixtures.js';
import { askAll, forceRefresh, REFRESH } from '../session/ask.js';
import { requireBrowser } from '../tools/browsers.js';

const QUOTA_BYTES = 3_000_000; // the worker's script takes a part of it

/** Stores bytes in a database of the page's own until not even a few more fit. Answers how many did. */
function fillUp(tab: Page): Promise<number> {
  return tab.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('filling');
      opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
      opening.onsuccess = () => resolve(opening.result);
    });
    const add = (size: number) =>
      new Promise<boolean>((resolve) => {
        const bytes = new Uint8Array(size);
        for (let start = 0; start < size; start += 65_536)
          crypto.getRandomValues(bytes.subarray(start, start + 65_536));
        const transaction = database.transaction('bytes', 'readwrite', { durability: 'strict' });
        transaction.objectStore('bytes').put(bytes);
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
      });
    let filled = 0;
    for (let size = 1_000_000; size > 32; ) {
      if (await add(size)) filled += size;
      else size = Math.floor(size / 2);
    }
    database.close();
    return filled;
  });
}

function deleteFilling(tab: Page): Promise<void> {
  return tab.evaluate(
    () =>
      new Promise<void>((resolve) => {
        indexedDB.deleteDatabase('filling').onsuccess = () => resolve();
      }),
  );
}

test('the quota is used up: valid values are served, nobody is signed out, and the renewal is made up for', async ({
  app,
  user,
  cognito,
  browserName,
  profile,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium can be told a quota');
  cognito.settings.rotation.enabled = true;
  // What Chromium is told of quotas does not hold for private windows, which the other tests use.
  const context = await chromium.launchPersistentContext(profile, requireBrowser('chromium'));
  try {
    const tab = await context.newPage();
    const devtools = await context.newCDPSession(tab);
    // From the start, for an open database goes by the quota that it saw a while ago.
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: app.url, quotaSize: QUOTA_BYTES });
    await tab.goto(app.url);
    await register(tab);
    await signIn(tab, user);
    const before = await askAll(tab);

    expect(await fillUp(tab)).toBeGreaterThan(QUOTA_BYTES / 2);
    await forceRefresh(tab);
    expect(await askAll(tab)).toEqual(before);
    expect(cognito.count(REFRESH)).toBe(0); // what could not be noted beforehand was not asked for

    await deleteFilling(tab);
    await expect
      .poll(async () => {
        await forceRefresh(tab);
        return (await askAll(tab)).jwt;
      })
      .not.toEqual(before.jwt); // the browser frees the space a moment later
    expect(await askAll(tab)).toMatchObject({ isSignedIn: true, jwt: { ok: true } });
  } finally {
    await context.close();
  }
});

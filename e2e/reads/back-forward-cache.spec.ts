import { expect, register, signIn, test } from '../harness/fixtures.js';
import { askAll } from '../session/ask.js';
import { requireBrowser } from '../tools/browsers.js';

test('a page that reads by a port is kept in the back-forward cache, and reads on when it comes back', async ({
  app,
  user,
  browserName,
  playwright,
}) => {
  test.skip(browserName !== 'chromium', 'only of Chromium is it known how to have the cache switched on in a test');
  const browser = await playwright.chromium.launch({
    ...requireBrowser('chromium'),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  try {
    const tab = await browser.newPage();
    await tab.goto(`${app.url}/`);
    await register(tab);
    await signIn(tab, user);
    expect(await askAll(tab)).toMatchObject({ aws: { ok: true } }); // nothing is under way that the page would be told of
    await tab.evaluate(async () => {
      for (let n = 0; n < 10; n++) await window.auth.fetchAuthSession();
      addEventListener('pageshow', ({ persisted }) => Object.assign(window, { wasKept: persisted }));
    });
    await tab.goto(`${app.url}/blank`);
    await tab.evaluate(() => history.back());
    const came = () =>
      tab
        .evaluate(() => location.pathname === '/' && (Reflect.get(window, 'wasKept') ?? 'loaded anew'))
        .catch(() => false);
    await expect.poll(came).toBe(true);
    expect(await tab.evaluate(async () => (await window.auth.fetchAuthSession()).isSignedIn)).toBe(true);
  } finally {
    await browser.close();
  }
});

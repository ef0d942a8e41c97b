import type { Page } from 'playwright/test';
import { eventTypesOf, expect, expectStatus, register, signIn, test } from '../harness/fixtures.js';
import { askAll } from './ask.js';

/** Notes the warnings among the tab's events, in the order in which they come. */
function watchForWarnings(tab: Page): Promise<void> {
  return tab.evaluate(() => window.auth.addEventListener('sessionExpiring', (event) => window.events.push(event)));
}

const warningsOf = (tab: Page) =>
  tab.evaluate(() => window.events.flatMap((event) => ('reason' in event ? [event.reason] : [])));

/** A page warns a quarter of the time before the end, and not at all where it stood still until then. */
const ANNOUNCED = ['signedIn', 'sessionExpiring', 'sessionExpired'];

test.describe('an idle time-out', () => {
  test.use({ workerConfig: { session: { idleTimeoutSeconds: 20 } } });

  test('ends the session in every tab, announced before and when it comes', { tag: '@waits' }, async ({
    openTab,
    user,
    cognito,
  }) => {
    const [tab, other] = [await openTab(), await openTab()];
    for (const each of [tab, other]) await watchForWarnings(each);
    await signIn(tab, user);
    for (const each of [tab, other]) {
      await expect.poll(() => eventTypesOf(each), { timeout: 60_000 }).toEqual(ANNOUNCED);
      expect(await warningsOf(each)).toEqual(['idle']);
    }
    expect(await askAll(tab)).toMatchObject({
      isSignedIn: true,
      jwt: { ok: false, error: { kind: 'sessionExpired' } },
    });
    await expect.poll(() => cognito.liveRefreshTokens(user.username)).toEqual([]);
  });

  test('counts the activity of any tab', { tag: '@waits' }, async ({ openTab, user }) => {
    const [tab, other] = [await openTab(), await openTab()];
    await signIn(tab, user);
    const began = Date.now();
    // Used in one tab for longer than the time-out: the other one stays signed in.
    await expect
      .poll(
        async () => {
          await other.keyboard.press('a');
          return Date.now() - began;
        },
        { timeout: 60_000, intervals: [300] },
      )
      .toBeGreaterThan(25_000);
    await expectStatus(tab, 'signedIn');
    expect(await askAll(tab)).toMatchObject({ jwt: { ok: true } });
  });
});

test.describe('an absolute lifetime', () => {
  test.use({ workerConfig: { session: { absoluteLifetimeSeconds: 12 } } });

  test('ends the session by itself', { tag: '@waits' }, async ({ openTab, user }) => {
    const tab = await openTab();
    await watchForWarnings(tab);
    await signIn(tab, user);
    await expect.poll(() => eventTypesOf(tab), { timeout: 40_000 }).toEqual(ANNOUNCED);
    expect(await warningsOf(tab)).toEqual(['absoluteLifetime']);
    await signIn(tab, user);
    await expect.poll(async () => (await eventTypesOf(tab)).slice(0, 4)).toEqual([...ANNOUNCED, 'signedIn']);
  });
});

test.describe('a session that ends with the browser', () => {
  test.use({ workerConfig: { session: { endWithBrowser: true } } });

  test('is refused where the browser keeps no such cookie, instead of lasting longer', { tag: '@core' }, async ({
    openTab,
    user,
    browserName,
  }) => {
    test.skip(browserName !== 'firefox', 'Chromium keeps it');
    const tab = await openTab();
    await expect(signIn(tab, user)).rejects.toThrow('did not keep the cookie');
    await expectStatus(tab, 'signedOut');
  });

  test('outlives reloads and is gone after a restart', async ({
    playwright,
    browserName,
    launchOptions,
    app,
    user,
    cognito,
    profile,
  }) => {
    const open = async () => {
      const context = await playwright[browserName].launchPersistentContext(profile, launchOptions);
      const tab = await context.newPage();
      await tab.goto(app.url);
      await register(tab);
      return { context, tab };
    };
    const first = await open();
    await signIn(first.tab, user);
    await first.tab.reload();
    await register(first.tab);
    await expectStatus(first.tab, 'signedIn');
    await first.context.close();

    const second = await open();
    await expectStatus(second.tab, 'signedOut');
    await expect.poll(() => cognito.liveRefreshTokens(user.username)).toEqual([]);
    await second.context.close();
  });
});

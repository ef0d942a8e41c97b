import type { Page } from 'playwright/test';
import { sessionWorkerScript } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { expect, register, signIn, snapshotOf, test } from '../harness/fixtures.js';
import { askAll, REFRESH } from './ask.js';

/**
 * Firefox stops a worker by itself: when idle for `idle_timeout`, and after `idle_extended_timeout` more even if an
 * event is pending. Both are settings, so that a test need not wait for half a minute. Together they are less than the two
 * seconds after which a page asks after its call, for that keeps the worker alive.
 */
const IDLE_PREFERENCES = {
  'dom.serviceWorkers.idle_timeout': 800,
  'dom.serviceWorkers.idle_extended_timeout': 800,
};

/** Held by the worker for as long as it lives: the only way to see it die without waking it. */
const LIFE_LOCK = 'test:worker-life';

function isWorkerAlive(tab: Page): Promise<boolean> {
  return tab.evaluate(async (name) => {
    const { held = [] } = await navigator.locks.query();
    return held.some((lock) => lock.name === name);
  }, LIFE_LOCK);
}

const waitForStop = (tab: Page) => expect.poll(() => isWorkerAlive(tab), { timeout: 60_000 }).toBe(false);

test('a worker that Firefox stops by itself, before a call and during one: the call answers (oidc-client #1662, #1517)', {
  tag: '@core',
}, async ({ playwright, browserName, launchOptions, app, api, cognito, user }) => {
  test.skip(browserName !== 'firefox', 'Chromium stops no worker that a debugger is attached to');
  const script = await sessionWorkerScript(configFor(cognito, api), '1');
  app.setResource('/session-worker.js', {
    type: 'text/javascript',
    body: `${script}\nfetch('/life');\nnavigator.locks.request('${LIFE_LOCK}', () => new Promise(() => {}));`,
  });
  app.setResource('/life', { type: 'text/plain', body: 'Another worker was started.' });
  const browser = await playwright.firefox.launch({ ...launchOptions, firefoxUserPrefs: IDLE_PREFERENCES });
  try {
    const tab = await browser.newPage();
    await tab.goto(app.url);
    await register(tab);
    // A sign-in is not made again where its worker is stopped, and a busy machine takes its time for one.
    await expect(async () => {
      if ((await snapshotOf(tab)).status !== 'signedIn') await signIn(tab, user);
    }).toPass();
    const before = await askAll(tab);
    await expect
      .poll(async () => {
        await askAll(tab);
        return await isWorkerAlive(tab);
      })
      .toBe(true);

    await waitForStop(tab);
    cognito.clearRequests();
    expect(await askAll(tab)).toEqual(before);
    expect(cognito.requests).toEqual([]);

    const gate = cognito.faults.hold(REFRESH, { when: 'response' });
    const answered = askAll(tab, { forceRefresh: true });
    await gate.reached;
    const lives = app.count('/life');
    const after = await answered;
    expect(app.count('/life'), 'the call was answered by another worker than the one that took it').toBeGreaterThan(
      lives,
    );
    gate.drop();
    expect(after.jwt).toMatchObject({ ok: true });
    expect(after.jwt).not.toEqual(before.jwt);
  } finally {
    await browser.close();
  }
});

import { sessionWorkerScript } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, signIn, snapshotOf, stopWorkers, test } from '../harness/fixtures.js';
import { askForTokens } from '../session/ask.js';

test.use({ workerConfig: { storage: 'memory' } });

const INNER_PAGE =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Inner</title><link rel="icon" href="data:,"><script type="module" src="/test-page.js"></script></head><body></body></html>';

test('a session in memory is that of the worker’s own pages: one whose worker has a narrower scope does not believe in it', async ({
  app,
  cognito,
  api,
  openTab,
  user,
}) => {
  app.setConfig('/inner/session-worker.js', { ...configFor(cognito, api), storage: 'memory' });
  app.setResource('/inner/', { type: 'text/html', body: INNER_PAGE });
  const inner = await openTab({ path: '/inner/', worker: '/inner/session-worker.js' });
  const outer = await openTab();
  const notices = await inner.evaluateHandle(() => {
    const heard: string[] = [];
    navigator.serviceWorker.addEventListener('message', ({ data }) => heard.push(data?.snapshot?.status));
    return heard;
  });
  await signIn(outer, user);
  await expectStatus(outer, 'signedIn');
  await expect.poll(() => notices.evaluate((heard) => heard)).toContain('signedIn'); // the worker tells every window
  expect((await snapshotOf(inner)).status).toBe('signedOut');
  expect(await askForTokens(inner)).toMatchObject({ ok: false, error: { kind: 'signedOut' } });
  expect(await askForTokens(outer)).toMatchObject({ ok: true });
});

test('a newer worker that skips waiting is believed, although the older one was started while it was being installed', async ({
  app,
  cognito,
  api,
  openTab,
  user,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium lets a test stop a worker');
  const tab = await openTab();
  let reach = () => {};
  let release = () => {};
  const installing = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  app.setHandler('/may-be-installed', async (_request, response) => {
    reach();
    await released;
    response.end();
  });
  const skipsWaiting =
    "addEventListener('install', (event) => event.waitUntil(fetch('/may-be-installed').then(() => skipWaiting())));\n";
  app.setResource('/session-worker.js', {
    type: 'text/javascript',
    body: skipsWaiting + (await sessionWorkerScript({ ...configFor(cognito, api), storage: 'memory' }, '2')),
  });
  await stopWorkers(tab);
  const older = await tab.evaluateHandle(async () => (await navigator.serviceWorker.ready).active);
  await tab.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await installing;
  await tab.evaluate(() => window.auth.fetchAuthSession()); // the older one answers, and is started for it
  release();
  await expect
    .poll(() =>
      tab.evaluate(async (before) => {
        const { active } = await navigator.serviceWorker.ready;
        return active !== before && active?.state === 'activated';
      }, older),
    )
    .toBe(true);
  await signIn(tab, user);
  await expectStatus(tab, 'signedIn');
  expect(await tab.evaluate(async () => (await window.auth.fetchAuthSession()).isSignedIn)).toBe(true);
});

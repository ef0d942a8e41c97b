import { chromium } from 'playwright/test';
import type { Resource } from '../harness/app-server.js';
import { expect, expectStatus, register, signIn, snapshotOf, test } from '../harness/fixtures.js';
import { forceRefresh } from '../session/ask.js';
import { requireBrowser } from '../tools/browsers.js';
import { openUnregistered, registrationError } from './registration.js';

const BROKEN: Readonly<Record<string, Resource>> = {
  'is not there': { type: 'text/plain', status: 404, body: 'There is nothing here.' },
  'fails at the server': { type: 'text/plain', status: 503, body: 'Come back later.' },
  'throws while it is evaluated': { type: 'text/javascript', body: 'throw new Error("deliberate");' },
  'does not parse': { type: 'text/javascript', body: 'startSessionWorker({' },
  'has the type of a page': { type: 'text/html', body: '<!doctype html><title>An app that answers every path</title>' },
  'has the type of a text': { type: 'text/plain', body: 'self.x = 1;' },
};

test.describe('a worker script that', { tag: '@core' }, () => {
  for (const [name, resource] of Object.entries(BROKEN)) {
    test(`${name} makes registering reject, and says which script and what to look at`, async ({ app, page }) => {
      app.setResource('/broken.js', resource);
      await openUnregistered(page, app.url);
      const error = await registrationError(page, '/broken.js');
      expect(error).toMatchObject({ kind: 'configuration', retryable: false });
      expect(error?.message).toContain(`${app.url}/broken.js`);
      expect(error?.recoverySuggestion).toMatch(/exists, is served as JavaScript, runs without an error/);
    });

    test(`${name} leaves an older worker in charge, with which registering works`, async ({ app, openTab, user }) => {
      const tab = await openTab();
      await signIn(tab, user);
      app.setResource('/session-worker.js', resource);
      await openUnregistered(tab, app.url);
      await register(tab);
      expect(await snapshotOf(tab)).toMatchObject({ status: 'signedIn', user: { username: user.username } });
      await forceRefresh(tab);
      await expectStatus(tab, 'signedIn');
    });
  }

  test('rejects its own installation makes registering reject, and says where to look', async ({ app, page }) => {
    app.setResource('/broken.js', {
      type: 'text/javascript',
      body: 'addEventListener("install", (event) => event.waitUntil(Promise.reject(new Error("deliberate"))));',
    });
    await openUnregistered(page, app.url);
    const error = await registrationError(page, '/broken.js');
    expect(error).toMatchObject({ kind: 'configuration' });
    expect(error?.message).toContain('could not install');
    expect(error?.recoverySuggestion).toContain('console');
  });

  test('is of another origin makes registering reject', async ({ app, page }) => {
    await openUnregistered(page, app.url);
    const url = `${app.originOf('a.app.localhost')}/session-worker.js`;
    const error = await registrationError(page, url);
    expect(error).toMatchObject({ kind: 'configuration' });
    expect(error?.message).toContain(url);
  });

  test('may not control the scope makes registering reject', async ({ app, page, cognito }) => {
    const { userPoolId, userPoolClientId, url: endpoint } = cognito;
    app.setConfig('/deep/down/worker.js', { userPool: { userPoolId, userPoolClientId, endpoint } });
    await openUnregistered(page, app.url);
    const error = await registrationError(page, '/deep/down/worker.js', { scope: '/' });
    expect(error).toMatchObject({ kind: 'configuration' });
    expect(error?.recoverySuggestion).toContain('covers the scope');
  });
});

test('a worker that is not ours does not leave registering pending for ever', { tag: '@waits' }, async ({
  app,
  page,
}) => {
  app.setResource('/mute.js', { type: 'text/javascript', body: 'addEventListener("message", () => {});' });
  await openUnregistered(page, app.url);
  // It is asked ten times, over some 20 s.
  expect(await registrationError(page, '/mute.js')).toMatchObject({
    kind: 'unknown',
    retryable: true,
    message: 'The session worker does not answer.',
  });
});

test('registering twice, at once or later, by a path or a URL, gives the same client', { tag: '@core' }, async ({
  app,
  page,
}) => {
  await openUnregistered(page, app.url);
  const same = await page.evaluate(async () => {
    const { registerSessionWorker } = window.library;
    const [one, two] = await Promise.all([
      registerSessionWorker('/session-worker.js'),
      registerSessionWorker('session-worker.js'),
    ]);
    const three = await registerSessionWorker(new URL('/session-worker.js', location.href));
    const four = await registerSessionWorker('/session-worker.js', {});
    return one === two && two === three && three === four;
  });
  expect(same).toBe(true);
  const registrations = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  expect(registrations).toBe(1);
});

test('on a page that came over plain http, registering says that it takes https', async ({ app, browserName }) => {
  test.skip(browserName !== 'chromium', 'only Chromium is told by a flag where a name leads');
  const { args = [], ...options } = requireBrowser('chromium');
  const browser = await chromium.launch({
    ...options,
    args: [...args, '--host-resolver-rules=MAP app.test 127.0.0.1'],
  });
  try {
    const page = await openUnregistered(await browser.newPage(), app.originOf('app.test'));
    expect(await registrationError(page)).toMatchObject({
      kind: 'configuration',
      message: 'There are no service workers here.',
      recoverySuggestion: 'Serve the page over https, or from localhost.',
    });
  } finally {
    await browser.close();
  }
});

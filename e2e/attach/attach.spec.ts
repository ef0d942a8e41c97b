import type { Page } from 'playwright/test';
import { configFor } from '../harness/config-for.js';
import { expect, register, signIn, signOut, snapshotOf, test } from '../harness/fixtures.js';

interface Sent {
  readonly url: string;
  readonly init?: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };
}

function send(tab: Page, url: string, init: Sent['init'] = {}): Promise<number> {
  return tab.evaluate(async (sent: Sent) => (await fetch(sent.url, sent.init)).status, { url, init });
}

test('the worker authorises the call, and the page holds no token', { tag: '@core' }, async ({
  openTab,
  user,
  api,
}) => {
  const tab = await openTab();
  await signIn(tab, user);
  const answer = await tab.evaluate(async (url) => (await fetch(url)).json(), `${api.url}/v1/orders`);
  expect(answer).toMatchObject({ caller: user.username });
  expect(api.requests).toMatchObject([{ outcome: 'authorized', caller: user.username }]);
});

test('an API call to anything but the rule’s own origin and path bears no token', { tag: '@core' }, async ({
  openTab,
  user,
  api,
}) => {
  const tab = await openTab();
  await signIn(tab, user);
  const { port } = api;
  for (const url of [
    `http://localhost:${port}/v1/orders`, // the rule names 127.0.0.1
    `http://a.app.localhost:${port}/v1/orders`,
    `http://127.0.0.1.app.localhost:${port}/v1/orders`,
    `${api.url}/v1evil/orders`,
    `${api.url}/v10`,
    `${api.url}/open`,
    `${api.url}/v1/../open`,
    `${api.url}/v1/%2e%2e/open`,
    `${api.url}/v1/..%2fopen`,
    `${api.url}/v1/%5c..%5copen`,
    `${api.url}//v1/orders`,
  ]) {
    await send(tab, url);
  }
  expect(api.requests).toHaveLength(11);
  for (const { path, host, authorization } of api.requests)
    expect([host, path, authorization]).toEqual([host, path, undefined]);
});

test('method, body and headers arrive unchanged', async ({ openTab, user, api }) => {
  const tab = await openTab();
  await signIn(tab, user);
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Test': 'a' },
    body: '{"item":"Cup"}',
  };
  expect(await send(tab, `${api.url}/v1/orders`, init)).toBe(200);
  expect(api.requests).toMatchObject([
    {
      method: 'POST',
      body: init.body,
      outcome: 'authorized',
      headers: { 'content-type': 'application/json', 'x-test': 'a' },
    },
  ]);
  await tab.evaluate(async (url) => {
    const form = new FormData();
    form.set('file', new Blob(['content']), 'file.txt');
    await fetch(url, { method: 'PUT', body: form });
    await fetch(url, { method: 'PUT', body: new Blob(['bytes']) });
  }, `${api.url}/v1/files`);
  expect(api.requests[1]).toMatchObject({ outcome: 'authorized', body: expect.stringContaining('content') });
  expect(api.requests[2]).toMatchObject({ outcome: 'authorized', body: 'bytes' });
});

test("a caller's own Authorization is left alone", async ({ openTab, user, api }) => {
  const tab = await openTab();
  await signIn(tab, user);
  await send(tab, `${api.url}/v1/orders`, { headers: { Authorization: 'Bearer mine' } });
  expect(api.requests).toMatchObject([{ authorization: 'Bearer mine', outcome: 'unauthorized' }]);
});

test('an aborted call ends as an aborted call', async ({ openTab, user, api }) => {
  const tab = await openTab();
  await signIn(tab, user);
  const name = await tab.evaluate(async (url) => {
    const abort = new AbortController();
    const sent = fetch(url, { signal: abort.signal });
    abort.abort();
    return await sent.catch((error: Error) => error.name);
  }, `${api.url}/v1/orders`);
  expect(name).toBe('AbortError');
});

test('signed out, the call goes out without a token, and a navigation always does', async ({ openTab, user, api }) => {
  const tab = await openTab();
  expect(await send(tab, `${api.url}/v1/orders`)).toBe(401);
  await signIn(tab, user);
  await signOut(tab);
  expect(await send(tab, `${api.url}/v1/orders`)).toBe(401);
  await signIn(tab, user);
  await tab.goto(`${api.url}/v1/orders`);
  for (const { authorization } of api.requests) expect(authorization).toBeUndefined();
});

test('after a hard reload the page is controlled again once it has registered (oidc-client #1098)', async ({
  openTab,
  user,
  api,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium lets a test reload past the cache');
  const tab = await openTab();
  await signIn(tab, user);
  const devtools = await tab.context().newCDPSession(tab);
  await Promise.all([tab.waitForEvent('load'), devtools.send('Page.reload', { ignoreCache: true })]);
  await register(tab);
  expect(await send(tab, `${api.url}/v1/orders`)).toBe(200);
  expect(await tab.evaluate(async (url) => (await window.auth.fetch(url)).status, `${api.url}/v1/orders`)).toBe(200);
});

test('auth.fetch makes sure of the worker first, and says so where it cannot have the page', { tag: '@core' }, async ({
  app,
  page,
  user,
  cognito,
  api,
}) => {
  app.setConfig('/inner/worker.js', configFor(cognito, api));
  app.setResource('/inner/', { type: 'text/html', body: await (await fetch(app.url)).text() });
  await page.goto(`${app.url}/inner/`);
  await register(page, '/inner/worker.js');
  await signIn(page, user);
  const status = () => page.evaluate(async (url) => (await window.auth.fetch(url)).status, `${api.url}/v1/orders`);
  expect(await status()).toBe(200);

  await page.goto(app.url);
  await register(page, '/inner/worker.js'); // the session is there all the same
  expect(await snapshotOf(page)).toMatchObject({ status: 'signedIn' });
  api.clearRequests();
  await expect(status()).rejects.toThrow('cannot control this page');
  expect(api.requests).toEqual([]);
});

test.describe('with the tokens withheld from pages', () => {
  test.use({ workerConfig: { providers: { cognitoTokens: false } } });

  test('the worker authorises all the same', async ({ openTab, user, api }) => {
    const tab = await openTab();
    await signIn(tab, user);
    expect(await send(tab, `${api.url}/v1/orders`)).toBe(200);
    expect(
      await tab.evaluate(async () => window.library.isAuthCognitoTokensProvider(await window.auth.fetchAuthSession())),
    ).toBe(false);
  });
});

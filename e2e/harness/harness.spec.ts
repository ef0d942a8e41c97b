import {
  eventTypesOf,
  expect,
  expectStatus,
  register,
  signIn,
  signOut,
  snapshotOf,
  stopWorkers,
  test,
} from './fixtures.js';

test('two tabs of one app share a sign-in, and each test has a Cognito of its own @core', async ({
  openTab,
  user,
  cognito,
}) => {
  const [first, second] = [await openTab(), await openTab()];
  expect(await snapshotOf(first)).toMatchObject({ status: 'signedOut' });

  await signIn(first, user);
  await expectStatus(second, 'signedIn');
  expect(await eventTypesOf(second)).toEqual(['signedIn']);

  await signOut(second);
  await expectStatus(first, 'signedOut');
  expect(await eventTypesOf(first)).toEqual(['signedIn', 'signedOut']);
  expect(cognito.count('RevokeToken')).toBe(1);
});

test('a stopped worker is started by the next call', async ({ openTab, user, browserName }) => {
  test.skip(browserName !== 'chromium', 'Only Chromium can be told to stop a worker.');
  const tab = await openTab();
  await signIn(tab, user);
  await stopWorkers(tab);
  const session = await tab.evaluate(async () => {
    const { isSignedIn } = await window.auth.fetchAuthSession();
    return { isSignedIn };
  });
  expect(session).toEqual({ isSignedIn: true });
});

test('a worker at another path has a configuration of its own', async ({ app, page, cognito, api }) => {
  const { url: endpoint, userPoolId, userPoolClientId } = cognito;
  app.setConfig('/other-worker.js', {
    userPool: { userPoolId, userPoolClientId, endpoint },
    attach: [{ url: `${api.url}/v1/`, bearer: 'idToken' }],
  });
  await page.goto(app.originOf('a.app.localhost'));
  await register(page, '/other-worker.js');
  expect(app.count('/other-worker.js')).toBeGreaterThan(0);
  expect(app.count('/session-worker.js')).toBe(0);
});

test('a page without the library is of the same origin', async ({ app, page }) => {
  await page.goto(`${app.url}/blank`);
  expect(await page.evaluate(() => window.library)).toBeUndefined();
  expect(new URL(page.url()).origin).toBe(app.url);
});

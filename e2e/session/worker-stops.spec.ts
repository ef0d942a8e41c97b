import { expect, expectStatus, register, signIn, stopWorkers, test } from '../harness/fixtures.js';
import { askAll, askForTokens, forceRefresh, REFRESH } from './ask.js';

test.describe('a worker that is stopped', () => {
  test.skip(({ browserName }) => browserName !== 'chromium', 'only Chromium lets a test stop a worker');

  test('before a call: the call answers, and nothing is renewed (oidc-client #796)', async ({
    openTab,
    user,
    cognito,
  }) => {
    const tab = await openTab();
    await signIn(tab, user);
    const before = await askAll(tab);
    cognito.clearRequests();
    await stopWorkers(tab);
    expect(await askAll(tab)).toEqual(before);
    expect(cognito.requests).toEqual([]);
  });

  test('during a call whose answer the service delays: the call answers all the same', async ({
    openTab,
    user,
    cognito,
  }) => {
    const tab = await openTab();
    await signIn(tab, user);
    const before = await askAll(tab);
    const gate = cognito.faults.hold(REFRESH, { when: 'response' });
    const answered = askAll(tab, { forceRefresh: true });
    await gate.reached;
    await stopWorkers(tab);
    gate.release();
    const after = await answered;
    expect(after.jwt).toMatchObject({ ok: true });
    expect(after.jwt).not.toEqual(before.jwt);
  });

  test('in the middle of a sign-in step: an error that says so, and the next sign-in succeeds', async ({
    openTab,
    user,
    cognito,
  }) => {
    const tab = await openTab();
    const gate = cognito.faults.hold('RespondToAuthChallenge', { when: 'response' });
    const told = tab.evaluate(
      (person) =>
        window.auth.signIn(person).then(
          () => undefined,
          (error: InstanceType<typeof window.library.AuthError>) => error.toData(),
        ),
      user,
    );
    await gate.reached;
    await stopWorkers(tab);
    gate.drop();
    expect(await told).toMatchObject({ kind: 'service', code: 'interrupted', retryable: true });
    await signIn(tab, user);
    await expectStatus(tab, 'signedIn');
  });

  test('at every call, twenty times: no call is lost', async ({ openTab, user }) => {
    const tab = await openTab();
    await signIn(tab, user);
    for (let n = 0; n < 20; n++) {
      const answer = askForTokens(tab);
      await stopWorkers(tab);
      expect(await answer).toMatchObject({ ok: true });
    }
  });
});

test('after a hard reload, without a controller, the session answers (oidc-client #1024)', async ({
  openTab,
  user,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium lets a test reload past the cache');
  const tab = await openTab();
  await signIn(tab, user);
  const devtools = await tab.context().newCDPSession(tab);
  await Promise.all([tab.waitForEvent('load'), devtools.send('Page.reload', { ignoreCache: true })]);
  expect(await tab.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  await register(tab);
  expect(await askForTokens(tab)).toMatchObject({ ok: true });
  expect(await tab.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
});

test('a restart of the browser finds the session, and renews nothing that is not due (oidc-client #1672)', {
  tag: ['@core', '@playwright'],
}, async ({ playwright, browserName, launchOptions, app, user, cognito, profile }) => {
  const open = async () => {
    const context = await playwright[browserName].launchPersistentContext(profile, launchOptions);
    const tab = await context.newPage();
    await tab.goto(app.url);
    await register(tab);
    return { context, tab };
  };
  const first = await open();
  await signIn(first.tab, user);
  const before = await askAll(first.tab);
  await first.context.close();
  cognito.clearRequests();

  const second = await open();
  await expectStatus(second.tab, 'signedIn');
  expect(await askAll(second.tab)).toEqual(before);
  expect(cognito.requests).toEqual([]);
  await forceRefresh(second.tab);
  expect(cognito.count(REFRESH)).toBe(1);
  await second.context.close();
});

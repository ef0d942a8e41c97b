import { eventTypesOf, expect, expectStatus, signIn, signOut, test } from '../harness/fixtures.js';
import { askAll, askForTokens, forceRefresh, REFRESH } from './ask.js';

test.describe('sign-out while a refresh is on the wire', () => {
  test.use({ cognitoSettings: { rotation: { enabled: true, gracePeriodMs: 60_000 } } });

  for (const when of ['request', 'response'] as const) {
    test(`held before the ${when}: nobody is signed in afterwards, in any tab, and no token stays alive`, async ({
      openTab,
      user,
      cognito,
    }) => {
      const [refreshing, leaving] = [await openTab(), await openTab()];
      await signIn(refreshing, user);
      await expectStatus(leaving, 'signedIn');
      const gate = cognito.faults.hold(REFRESH, { when });
      const refreshed = forceRefresh(refreshing);
      await gate.reached;
      await signOut(leaving);
      gate.release();
      await refreshed;

      for (const tab of [refreshing, leaving]) {
        await expectStatus(tab, 'signedOut');
        expect(await askForTokens(tab)).toMatchObject({ ok: false, error: { kind: 'signedOut' } });
        expect((await eventTypesOf(tab)).at(-1)).toBe('signedOut');
      }
      const later = await openTab();
      await expectStatus(later, 'signedOut');
      await expect.poll(() => cognito.liveRefreshTokens(user.username)).toEqual([]);
    });
  }
});

test('sign-out with the service out of reach signs out every tab, and the token is revoked once it is back', async ({
  openTab,
  user,
  cognito,
}) => {
  const [tab, other] = [await openTab(), await openTab()];
  await signIn(tab, user);
  cognito.online = false;
  const output = await tab.evaluate(async () => {
    const told = await window.auth.signOut();
    return told.status === 'partial' ? told.revokeTokenError?.toData() : undefined;
  });
  expect(output).toMatchObject({ kind: 'service', code: 'network', retryable: true });
  await expectStatus(tab, 'signedOut');
  await expectStatus(other, 'signedOut');
  expect(cognito.liveRefreshTokens(user.username)).toHaveLength(1);
  cognito.online = true;
  await expect.poll(() => cognito.liveRefreshTokens(user.username), { timeout: 15_000 }).toEqual([]);
});

test('a global sign-out ends the sessions of other browsers, too', async ({ openTab, user, cognito, browser, app }) => {
  const tab = await openTab();
  await signIn(tab, user);
  const elsewhere = await browser.newContext();
  try {
    const page = await elsewhere.newPage();
    await page.goto(app.url);
    const { register } = await import('../harness/tab.js');
    await register(page);
    await signIn(page, user);
    expect(cognito.liveRefreshTokens(user.username)).toHaveLength(2);
    await expect(signOut(tab, { global: true })).resolves.toEqual({ status: 'complete' });
    expect(cognito.liveRefreshTokens(user.username)).toEqual([]);

    await forceRefresh(page);
    await expectStatus(page, 'sessionExpired');
    const answers = await askAll(page);
    expect(answers.isSignedIn).toBe(true);
    for (const answer of [answers.sub, answers.id, answers.aws, answers.jwt]) {
      expect(answer).toMatchObject({ ok: false, error: { kind: 'sessionExpired' } });
    }
    expect((await eventTypesOf(page)).filter((type) => type === 'sessionExpired')).toHaveLength(1);
  } finally {
    await elsewhere.close();
  }
});

test('two tabs sign in at once: one of them wins, in both tabs, and the other refresh token is revoked', async ({
  openTab,
  user,
  cognito,
}) => {
  const [first, second] = [await openTab(), await openTab()];
  cognito.createUser({ username: 'grace', password: user.password });
  const gate = cognito.faults.hold('RespondToAuthChallenge', { when: 'response' });
  const slow = signIn(first, user).then(
    () => 'signed in',
    (error: Error) => error.message,
  );
  await gate.reached;
  // By one request, for the first tab's, which is held, is given up after ten seconds.
  await second.evaluate((password) => {
    return window.auth.signIn({ username: 'grace', password, options: { authFlowType: 'USER_PASSWORD_AUTH' } });
  }, user.password);
  gate.release();
  expect(await slow).toContain('signed in or out in another tab');
  for (const tab of [first, second]) {
    await expectStatus(tab, 'signedIn');
    expect(await tab.evaluate(() => window.auth.getSnapshot().user?.username)).toBe('grace');
  }
  await expect.poll(() => cognito.liveRefreshTokens(user.username)).toEqual([]);
});

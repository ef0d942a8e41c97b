import type { Page } from 'playwright/test';
import { eventTypesOf, expect, expectStatus, signIn, stopWorkers, test } from '../harness/fixtures.js';
import { askAll, askForTokens, forceRefresh, REFRESH, waitUntil } from './ask.js';

const HOUR_MS = 3_600_000;

test('tokens that expired: ten tabs with twenty calls each make one refresh (oidc-client-ts #430, amplify-js #13499)', {
  tag: '@core',
}, async ({ openTab, user, cognito }) => {
  const tabs: Page[] = [];
  while (tabs.length < 10) tabs.push(await openTab());
  const [first] = tabs as [Page, ...Page[]];
  await signIn(first, user);
  for (const tab of tabs) await expectStatus(tab, 'signedIn');

  // A request that is held for ten seconds is made again: everything that takes time comes before it.
  const gate = cognito.faults.hold(REFRESH, { when: 'request' });
  cognito.clock.offsetMs = 2 * HOUR_MS; // the tokens live for one
  await first.evaluate(({ username }) => window.auth.resetPassword({ username }), user); // its answer tells the time
  const asked = tabs.map((tab) =>
    tab.evaluate(async () => {
      const one = async () => {
        const session = await window.auth.fetchAuthSession();
        if (!window.library.isAuthCognitoTokensProvider(session)) throw new Error('tokens are withheld');
        return (await session.getCognitoTokens()).get().accessToken;
      };
      return await Promise.all(Array.from({ length: 20 }, one));
    }),
  );
  await gate.reached;
  gate.release();
  const tokens = (await Promise.all(asked)).flat();
  expect(tokens).toHaveLength(200);
  expect(new Set(tokens).size).toBe(1);
  expect(cognito.count(REFRESH)).toBe(1);
  for (const tab of tabs) await expect.poll(() => eventTypesOf(tab)).toEqual(['signedIn', 'tokenRefresh']);
});

test('forceRefresh brings new tokens and credentials, and keeps the identity', { tag: '@core' }, async ({
  openTab,
  user,
  cognito,
}) => {
  const tab = await openTab();
  await signIn(tab, user);
  const before = await askAll(tab);
  cognito.clearRequests();
  const after = await askAll(tab, { forceRefresh: true });
  expect(after.id).toEqual(before.id);
  expect(after.sub).toEqual(before.sub);
  expect(after.aws).toMatchObject({ ok: true });
  expect(after.aws).not.toEqual(before.aws);
  expect(after.jwt).toMatchObject({ ok: true });
  expect(after.jwt).not.toEqual(before.jwt);
  expect(cognito.requests.map(({ operation }) => operation)).toEqual([REFRESH, 'GetCredentialsForIdentity']);
});

test('a plain fetchAuthSession asks the service for nothing while nothing is due', async ({
  openTab,
  user,
  cognito,
}) => {
  const tab = await openTab();
  await signIn(tab, user);
  await askAll(tab);
  cognito.clearRequests();
  for (let n = 0; n < 20; n++) await askAll(tab);
  expect(cognito.requests).toEqual([]);
});

test.describe('a lost answer, with rotation on (zitadel #9631, amplify-js #14481)', () => {
  const GRACE_MS = 15_000;
  test.use({ cognitoSettings: { rotation: { enabled: true, gracePeriodMs: GRACE_MS, reuseRevokesFamily: true } } });

  /** Makes a refresh and says whether the token that it sent was a live one, and not one in its grace period. */
  async function refreshesWithLiveToken(
    tab: Page,
    cognito: {
      liveRefreshTokens(username: string): string[];
      requests: readonly { refreshToken: string | undefined }[];
      clearRequests(): void;
    },
  ): Promise<boolean> {
    const live = cognito.liveRefreshTokens('ada');
    cognito.clearRequests();
    await forceRefresh(tab);
    return live.includes(cognito.requests[0]?.refreshToken ?? '');
  }

  test('is asked for again, and the refresh token stored then is the live one', { tag: '@waits' }, async ({
    openTab,
    user,
    cognito,
  }) => {
    const tab = await openTab();
    await signIn(tab, user);
    cognito.faults.add({ operation: REFRESH, times: 1, fault: { kind: 'dropResponse' } });
    await forceRefresh(tab);
    expect(cognito.count(REFRESH)).toBe(2);
    await waitUntil(Date.now() + GRACE_MS);
    expect(await refreshesWithLiveToken(tab, cognito)).toBe(true);
    expect(await askForTokens(tab)).toMatchObject({ ok: true });
  });

  test('the worker is stopped and the tab closed meanwhile: another tab sees to it in time', { tag: '@waits' }, async ({
    openTab,
    user,
    cognito,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'only Chromium lets a test stop a worker');
    const asking = await openTab();
    await signIn(asking, user);
    const other = await openTab();
    const gate = cognito.faults.hold(REFRESH, { when: 'response' });
    asking.evaluate(() => window.auth.fetchAuthSession({ forceRefresh: true })).catch(() => {}); // its tab is closed
    await gate.reached;
    const rotatedAt = Date.now();
    await stopWorkers(other);
    await asking.close();
    gate.drop();

    await waitUntil(rotatedAt + GRACE_MS); // nobody calls
    expect(await refreshesWithLiveToken(other, cognito)).toBe(true);
    expect(await askForTokens(other)).toMatchObject({ ok: true });
    expect(await eventTypesOf(other)).not.toContain('sessionExpired');
  });

  test('the worker is stopped and every tab closed: the next tab that opens sees to it', { tag: '@waits' }, async ({
    openTab,
    user,
    cognito,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'only Chromium lets a test stop a worker');
    const asking = await openTab();
    await signIn(asking, user);
    const gate = cognito.faults.hold(REFRESH, { when: 'response' });
    asking.evaluate(() => window.auth.fetchAuthSession({ forceRefresh: true })).catch(() => {}); // its tab is closed
    await gate.reached;
    const rotatedAt = Date.now();
    await stopWorkers(asking);
    await asking.close();
    gate.drop();

    const next = await openTab(); // and does nothing
    await waitUntil(rotatedAt + GRACE_MS);
    expect(await refreshesWithLiveToken(next, cognito)).toBe(true);
    await expectStatus(next, 'signedIn');
  });
});

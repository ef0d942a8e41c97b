import type { Page } from 'playwright/test';
import type { LocalCognito } from '../cognito/local-cognito.js';
import { expect, expectStatus, type Person, signIn, signOut, stopWorkers, test } from '../harness/fixtures.js';
import { forceRefresh } from './ask.js';

test.use({ cognitoSettings: { deviceTracking: 'always' } });

test.beforeEach(({ cognito, user }) => {
  const person = cognito.user(user.username);
  if (person) person.mfa = { type: 'EMAIL_OTP' };
});

/** Signs in as somebody who is asked for the second factor. */
async function signInWithCode(tab: Page, cognito: LocalCognito, user: Person): Promise<void> {
  expect((await signIn(tab, user)).nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
  const challengeResponse = cognito.lastCode(user.username) ?? '';
  await tab.evaluate((code) => window.auth.confirmSignIn({ challengeResponse: code }), challengeResponse);
  await expectStatus(tab, 'signedIn');
}

const forget = (tab: Page) => tab.evaluate(() => window.auth.forgetDevice());

test('a remembered device is spared the second factor after a sign-out, until it is forgotten', {
  tag: '@core',
}, async ({ openTab, cognito, user, browserName }) => {
  const tab = await openTab();
  await signInWithCode(tab, cognito, user);
  const [device] = await tab.evaluate(async () => {
    const devices = await window.auth.fetchDevices();
    // In one of the engines what leaves a page is JSON.
    return devices.map(({ createDate, ...rest }) => ({
      ...rest,
      createdAt: createDate?.getTime(),
      on: navigator.userAgent,
    }));
  });
  expect(device).toMatchObject({
    id: cognito.devices(user.username)[0]?.key,
    name: device?.on,
    attributes: { device_status: 'remembered' },
    createdAt: expect.any(Number),
  });
  await signOut(tab);
  if (browserName === 'chromium') await stopWorkers(tab); // other engines offer no way to
  cognito.clearRequests();
  expect(await signIn(tab, user)).toMatchObject({ isSignedIn: true });
  expect(cognito.requests.flatMap(({ challengeName }) => challengeName ?? [])).toEqual([
    'PASSWORD_VERIFIER',
    'DEVICE_SRP_AUTH',
    'DEVICE_PASSWORD_VERIFIER',
  ]);
  await forget(tab);
  expect(cognito.devices(user.username)).toEqual([]);
  await signOut(tab);
  await signInWithCode(tab, cognito, user);
});

test('a device that an administrator has forgotten, or that cannot prove itself, is asked again and known again', async ({
  openTab,
  cognito,
  user,
}) => {
  const tab = await openTab();
  await signInWithCode(tab, cognito, user);
  const [first] = cognito.devices(user.username);
  await signOut(tab);
  cognito.forgetDevice(user.username, first?.key ?? '');
  await signInWithCode(tab, cognito, user);
  const [second] = cognito.devices(user.username);
  expect(second?.key).not.toBe(first?.key);
  await signOut(tab);
  if (second?.verifier) second.verifier = { ...second.verifier, salt: second.verifier.salt + 1n };
  await signInWithCode(tab, cognito, user);
  await signOut(tab);
  expect(await signIn(tab, user)).toMatchObject({ isSignedIn: true });
});

for (const supportsGetTokensFromRefreshToken of [true, false]) {
  test(`a device is named when its tokens are renewed, ${
    supportsGetTokensFromRefreshToken ? 'by GetTokensFromRefreshToken' : 'by REFRESH_TOKEN_AUTH'
  }`, async ({ openTab, cognito, user }) => {
    Object.assign(cognito.settings, { supportsGetTokensFromRefreshToken });
    const tab = await openTab();
    await signInWithCode(tab, cognito, user);
    await forceRefresh(tab);
    const [device] = cognito.devices(user.username);
    const refresh = cognito.requests.findLast(({ refreshToken }) => refreshToken !== undefined);
    expect(refresh).toMatchObject({ deviceKey: device?.key, status: 200 });
    await expectStatus(tab, 'signedIn');
  });
}

test('where the user has to say so, a device is remembered only then', async ({ openTab, cognito, user }) => {
  cognito.settings.deviceTracking = 'userOptIn';
  const tab = await openTab();
  await signInWithCode(tab, cognito, user);
  await signOut(tab);
  await signInWithCode(tab, cognito, user);
  expect(cognito.devices(user.username)).toMatchObject([{ isRemembered: false }]);
  await tab.evaluate(() => window.auth.rememberDevice());
  await signOut(tab);
  expect(await signIn(tab, user)).toMatchObject({ isSignedIn: true });
});

test('a device that could not be confirmed at the sign-in is confirmed at a later event, and keeps its session', async ({
  openTab,
  cognito,
  user,
}) => {
  const tab = await openTab();
  const fault = cognito.faults.add({ operation: 'ConfirmDevice', times: 1, fault: { kind: 'status', status: 500 } });
  await signInWithCode(tab, cognito, user);
  expect(fault.struck).toBe(1);
  await expect
    .poll(async () => {
      await tab.evaluate(() => window.auth.fetchAuthSession());
      return cognito.devices(user.username).length;
    })
    .toBe(1);
  await forceRefresh(tab);
  await expectStatus(tab, 'signedIn');
});

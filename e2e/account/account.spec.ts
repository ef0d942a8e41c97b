import {
  eventTypesOf,
  expect,
  expectStatus,
  type Page,
  type Person,
  signIn,
  snapshotOf,
  stopWorkers,
  test,
} from '../harness/fixtures.js';
import { findPieces, listenToIssuedSecrets } from '../hostile/issued-secrets.js';
import { takeMessages, tapMessages } from '../hostile/wiretap.js';
import { forceRefresh, REFRESH } from '../session/ask.js';
import { call, stored } from './call.js';

const SENT = { deliveryMedium: 'EMAIL', attributeName: 'email' };
const DONE = { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } };

/** Signs in, and answers what is stored once the identity pool has had its say, too. */
async function signInWholly(tab: Page, user: Person): Promise<string> {
  await signIn(tab, user);
  await expect.poll(() => stored(tab)).toContain('"credentials"');
  return await stored(tab);
}

function nameClaim(tab: Page): Promise<unknown> {
  return tab.evaluate(async () => (await window.auth.getCurrentUser()).claims['name']);
}

test.describe('with the tokens withheld from pages', { tag: ['@core', '@playwright'] }, () => {
  test.use({ workerConfig: { providers: { cognitoTokens: false } } });

  test('the account is looked after all the same, and no token comes near a page', async ({
    context,
    openTab,
    user,
    cognito,
  }) => {
    await tapMessages(context);
    const secrets = listenToIssuedSecrets(cognito);
    const tab = await openTab();
    await signIn(tab, user);

    expect(await call(tab, 'fetchUserAttributes')).toMatchObject({ email: 'ada@example.com', email_verified: 'true' });
    const userAttributes = { name: 'Ada Lovelace', email: 'lovelace@example.com' };
    expect(await call(tab, 'updateUserAttributes', { userAttributes })).toEqual({
      name: DONE,
      email: {
        isUpdated: false,
        nextStep: {
          updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE',
          codeDeliveryDetails: { ...SENT, destination: 'l***@e***' },
        },
      },
    });
    const key = { userAttributeKey: 'email' } as const;
    expect(await call(tab, 'confirmUserAttribute', { ...key, confirmationCode: 'wrong' })).toMatchObject({
      kind: 'service',
      code: 'codeMismatch',
    });
    expect(await call(tab, 'sendUserAttributeVerificationCode', key)).toMatchObject(SENT);
    const confirmationCode = cognito.lastCode(user.username) ?? '';
    expect(await call(tab, 'confirmUserAttribute', { ...key, confirmationCode })).toBeUndefined();
    expect(
      await call(tab, 'updateUserAttribute', { userAttribute: { attributeKey: 'nickname', value: 'Countess' } }),
    ).toEqual(DONE);
    await call(tab, 'deleteUserAttributes', { userAttributeKeys: ['nickname'] });
    expect(await call(tab, 'fetchUserAttributes')).toEqual({
      sub: expect.any(String),
      email: 'lovelace@example.com',
      email_verified: 'true',
      name: 'Ada Lovelace',
    });
    const passwords = { oldPassword: user.password, newPassword: 'Difference-Engine-1822' };
    expect(await call(tab, 'updatePassword', passwords)).toBeUndefined();
    expect(cognito.user(user.username)?.password).toBe(passwords.newPassword);

    // The ID token is older than the name; the next one is not.
    expect(await nameClaim(tab)).toBeUndefined();
    await forceRefresh(tab);
    expect(await nameClaim(tab)).toBe('Ada Lovelace');

    expect(secrets.all.length).toBeGreaterThan(0);
    const tokens = [...secrets.of('idToken'), ...secrets.of('accessToken'), ...secrets.of('refreshToken')];
    expect(findPieces(await takeMessages(tab), tokens)).toEqual([]);
  });
});

test('a wrong old password, and a new one against the policy, are told, and the session goes on', async ({
  openTab,
  user,
  cognito,
}) => {
  const tab = await openTab();
  const before = await signInWholly(tab, user);
  const newPassword = 'Difference-Engine-1822';
  expect(await call(tab, 'updatePassword', { oldPassword: 'wrong', newPassword })).toMatchObject({
    kind: 'notAuthorized',
    service: { name: 'NotAuthorizedException', message: 'Incorrect username or password.' },
  });
  expect(await call(tab, 'updatePassword', { oldPassword: user.password, newPassword: 'short' })).toMatchObject({
    kind: 'validation',
    service: { name: 'InvalidPasswordException' },
  });
  expect(await call(tab, 'fetchUserAttributes')).toHaveProperty('email');
  expect(await stored(tab)).toBe(before);
  expect(await eventTypesOf(tab)).toEqual(['signedIn']);
  expect(cognito.count(REFRESH)).toBe(0);
});

test('bad input names its field, reaches no service, and changes nothing that is stored', async ({
  openTab,
  user,
  cognito,
}) => {
  const tab = await openTab();
  const before = await signInWholly(tab, user);
  cognito.clearRequests();
  for (const [field, told] of [
    ['userAttributes.name', call(tab, 'updateUserAttributes', { userAttributes: { name: 'x'.repeat(2_049) } })],
    ['userAttributeKeys', call(tab, 'deleteUserAttributes', { userAttributeKeys: [''] })],
    ['newPassword', call(tab, 'updatePassword', { oldPassword: 'secret', newPassword: '' })],
    ['username', call(tab, 'signUp', { username: '', password: 'secret' })],
    [
      'options.userAttributes.email',
      call(tab, 'signUp', { username: 'a', options: { userAttributes: { email: 'x'.repeat(2_049) } } }),
    ],
    [
      'confirmationCode',
      call(tab, 'confirmResetPassword', { username: 'a', newPassword: 'secret', confirmationCode: '' }),
    ],
  ] as const) {
    const error = await told;
    expect(error).toMatchObject({ kind: 'validation', message: expect.stringContaining(field) });
    expect(JSON.stringify(error)).not.toContain('secret');
  }
  expect(cognito.requests).toEqual([]);
  expect(await stored(tab)).toBe(before);
});

test('deleting the user signs out every tab, once, and leaves nothing to be revoked', async ({
  openTab,
  user,
  cognito,
  browserName,
}) => {
  const [tab, other] = [await openTab(), await openTab()];
  await signIn(tab, user);
  await expectStatus(other, 'signedIn');
  expect(await call(tab, 'deleteUser')).toBeUndefined();
  expect(cognito.user(user.username)).toBeUndefined();
  for (const each of [tab, other]) {
    await expectStatus(each, 'signedOut');
    expect(await eventTypesOf(each)).toEqual(['signedIn', 'signedOut']);
  }
  expect(await call(other, 'deleteUser')).toMatchObject({ kind: 'signedOut' });

  if (browserName === 'chromium') await stopWorkers(tab);
  const later = await openTab();
  expect(await snapshotOf(later)).toMatchObject({ status: 'signedOut' });
  expect(await eventTypesOf(tab)).toEqual(['signedIn', 'signedOut']);
  expect(cognito.count('RevokeToken')).toBe(0);
  expect(await stored(later)).toContain('"revocations":[]');
});

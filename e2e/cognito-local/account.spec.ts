import { call } from '../account/call.js';
import { test as base, eventTypesOf, expect, expectStatus } from '../harness/fixtures.js';
import { CODE, type CognitoLocal, startCognitoLocal } from './start-cognito-local.js';

const ada = { username: 'ada@example.com', password: 'Analytical-Engine-1843' };
const grace = { username: 'grace@example.com', password: 'Compiler-1952' };
const newPassword = 'Difference-Engine-1822';
const SIGNED_IN = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };
const BY_PASSWORD = { authFlowType: 'USER_PASSWORD_AUTH' } as const;

const test = base.extend<{ pool: CognitoLocal }>({
  pool: async ({ app }, use) => {
    const pool = await startCognitoLocal(ada);
    const { url: endpoint, userPoolId, userPoolClientId } = pool;
    app.setConfig('/session-worker.js', { userPool: { userPoolId, userPoolClientId, endpoint } });
    await use(pool);
    await pool.close();
  },
});

test('cognito-local: the life of an account, from its sign-up to its end', async ({ openTab, pool }) => {
  expect(pool.url).toBeTruthy();
  const [tab, other] = [await openTab(), await openTab()];
  const { username } = grace;

  // Sign-up, confirmation, sign-in.
  const options = { userAttributes: { email: username }, autoSignIn: BY_PASSWORD };
  expect(await call(tab, 'signUp', { ...grace, options })).toMatchObject({
    isSignUpComplete: false,
    userId: expect.any(String),
    nextStep: { signUpStep: 'CONFIRM_SIGN_UP' },
  });
  expect(await call(tab, 'signUp', { ...grace, options })).toMatchObject({ code: 'usernameExists' });
  expect(await call(tab, 'confirmSignUp', { username, confirmationCode: 'wrong' })).toMatchObject({
    code: 'codeMismatch',
  });
  expect(await call(tab, 'confirmSignUp', { username, confirmationCode: CODE })).toMatchObject({
    nextStep: { signUpStep: 'COMPLETE_AUTO_SIGN_IN' },
  });
  expect(await call(tab, 'autoSignIn')).toEqual(SIGNED_IN);
  await expectStatus(other, 'signedIn');

  // Attributes and the password of who is signed in.
  expect(await call(other, 'updateUserAttributes', { userAttributes: { name: 'Grace Hopper' } })).toEqual({
    name: { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } },
  });
  expect(await call(tab, 'fetchUserAttributes')).toMatchObject({ email: username, name: 'Grace Hopper' });
  await call(tab, 'deleteUserAttributes', { userAttributeKeys: ['name'] });
  expect(await call(tab, 'fetchUserAttributes')).not.toHaveProperty('name');
  expect(await call(tab, 'updatePassword', { oldPassword: 'wrong', newPassword })).toHaveProperty('service');
  expect(await call(tab, 'updatePassword', { oldPassword: grace.password, newPassword })).toBeUndefined();

  // A forgotten password.
  await tab.evaluate(() => window.auth.signOut());
  expect(await call(tab, 'resetPassword', { username })).toMatchObject({
    nextStep: { codeDeliveryDetails: { deliveryMedium: 'EMAIL', attributeName: 'email' } },
  });
  const reset = { username, newPassword: grace.password, confirmationCode: CODE };
  expect(await call(tab, 'confirmResetPassword', reset)).toBeUndefined();
  expect(await call(tab, 'signIn', { ...grace, options: BY_PASSWORD })).toEqual(SIGNED_IN);

  // The end.
  expect(await call(tab, 'deleteUser')).toBeUndefined();
  await expect.poll(() => eventTypesOf(other)).toEqual(['signedIn', 'signedOut', 'signedIn', 'signedOut']);
  await expectStatus(other, 'signedOut');
  expect(await call(tab, 'signIn', { ...grace, options: BY_PASSWORD })).toHaveProperty('service');
});

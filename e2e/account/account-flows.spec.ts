import {
  eventTypesOf,
  expect,
  expectStatus,
  type Page,
  register,
  signIn,
  stopWorkers,
  test,
} from '../harness/fixtures.js';
import { call, stored } from './call.js';

const grace = { username: 'grace', password: 'Compiler-1952' };
const EMAIL = 'grace@example.com';
const userAttributes = { email: EMAIL, name: 'Grace Hopper' };
const SENT = { destination: 'g***@e***', deliveryMedium: 'EMAIL', attributeName: 'email' };
const SIGNED_IN = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };

async function reload(tab: Page): Promise<void> {
  await tab.reload();
  await register(tab);
}

test('sign-up, a wrong code, another one, and the sign-in that follows, in the tab that began it @core', async ({
  openTab,
  cognito,
}) => {
  const [tab, other] = [await openTab(), await openTab()];
  expect(await call(tab, 'signUp', { ...grace, options: { userAttributes, autoSignIn: true } })).toEqual({
    isSignUpComplete: false,
    userId: cognito.user('grace')?.sub,
    nextStep: { signUpStep: 'CONFIRM_SIGN_UP', codeDeliveryDetails: SENT },
  });
  expect(await call(tab, 'resendSignUpCode', { username: 'grace' })).toEqual(SENT);
  const confirmation = { username: 'grace', confirmationCode: cognito.lastCode('grace') ?? '' };
  expect(await call(tab, 'confirmSignUp', { ...confirmation, confirmationCode: 'wrong' })).toMatchObject({
    kind: 'service',
    code: 'codeMismatch',
  });
  expect(await call(tab, 'confirmSignUp', confirmation)).toEqual({
    isSignUpComplete: true,
    nextStep: { signUpStep: 'COMPLETE_AUTO_SIGN_IN' },
  });
  expect(await call(other, 'autoSignIn')).toMatchObject({ kind: 'invalidState' });
  await expectStatus(other, 'signedOut');
  expect(await call(tab, 'autoSignIn')).toEqual(SIGNED_IN);
  await expectStatus(other, 'signedIn');
  expect(await eventTypesOf(other)).toEqual(['signedIn']);
  expect(await call(tab, 'fetchUserAttributes')).toMatchObject({ ...userAttributes, email_verified: 'true' });
});

test.describe('an auto sign-in whose worker is stopped after every step', () => {
  test.use({ cognitoSettings: { enabledAuthFlows: ['USER_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH'] } });
  test.skip(({ browserName }) => browserName !== 'chromium', 'Only Chromium can be told to stop a worker.');

  for (const autoSignIn of [{ authFlowType: 'USER_AUTH' } as const, true]) {
    test(`signs in by the session that Cognito gave: autoSignIn: ${JSON.stringify(autoSignIn)}`, async ({
      openTab,
      cognito,
    }) => {
      const tab = await openTab();
      await call(tab, 'signUp', { ...grace, options: { userAttributes, autoSignIn } });
      await stopWorkers(tab);
      await reload(tab);
      const confirmationCode = cognito.lastCode('grace') ?? '';
      expect(await call(tab, 'confirmSignUp', { username: 'grace', confirmationCode })).toMatchObject({
        nextStep: { signUpStep: 'COMPLETE_AUTO_SIGN_IN' },
      });
      await stopWorkers(tab);
      expect(await call(tab, 'autoSignIn')).toEqual(SIGNED_IN);
      expect(cognito.requests.find(({ operation }) => operation === 'InitiateAuth')?.authFlow).toBe('USER_AUTH');
    });
  }

  test('has nothing to sign in with where Cognito gave none: it says so, and signIn does it', async ({
    openTab,
    cognito,
  }) => {
    cognito.settings.enabledAuthFlows = ['USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH'];
    const tab = await openTab();
    await call(tab, 'signUp', { ...grace, options: { userAttributes, autoSignIn: true } });
    const confirmationCode = cognito.lastCode('grace') ?? '';
    await call(tab, 'confirmSignUp', { username: 'grace', confirmationCode });
    await stopWorkers(tab);
    expect(await call(tab, 'autoSignIn')).toMatchObject({
      kind: 'invalidState',
      recoverySuggestion: expect.stringContaining('Call signIn'),
    });
    expect(await signIn(tab, grace)).toEqual(SIGNED_IN);
  });
});

test('a forgotten password is set by a code', async ({ openTab, user, cognito }) => {
  const tab = await openTab();
  expect(await call(tab, 'resetPassword', { username: user.username })).toEqual({
    isPasswordReset: false,
    nextStep: {
      resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE',
      codeDeliveryDetails: { ...SENT, destination: 'a***@e***' },
    },
  });
  const reset = { username: user.username, newPassword: 'Difference-Engine-1822' };
  expect(await call(tab, 'confirmResetPassword', { ...reset, confirmationCode: 'wrong' })).toMatchObject({
    kind: 'service',
    code: 'codeMismatch',
  });
  const confirmationCode = cognito.lastCode(user.username) ?? '';
  expect(await call(tab, 'confirmResetPassword', { ...reset, confirmationCode })).toBeUndefined();
  await expectStatus(tab, 'signedOut');
  expect(await signIn(tab, { username: user.username, password: reset.newPassword })).toEqual(SIGNED_IN);
});

test('what the service refuses is told in its kind, and nothing stored has changed', async ({
  openTab,
  user,
  cognito,
}) => {
  const tab = await openTab();
  const before = await stored(tab);
  const signUp = (input: object = {}) =>
    call(tab, 'signUp', {
      ...grace,
      options: { userAttributes: { email: 'ada@example.com' }, autoSignIn: true },
      ...input,
    });
  expect(await signUp({ username: user.username })).toMatchObject({ code: 'usernameExists', retryable: false });
  expect(await signUp({ password: 'short' })).toMatchObject({
    kind: 'validation',
    service: { name: 'InvalidPasswordException' },
  });
  for (const [name, expected] of [
    ['CodeDeliveryFailureException', { kind: 'service', code: 'codeDelivery' }],
    ['UserLambdaValidationException', { kind: 'service', code: 'lambda' }],
    ['LimitExceededException', { kind: 'service', code: 'limitExceeded', retryable: true }],
    ['NotAuthorizedException', { kind: 'notAuthorized' }],
  ] as const) {
    const fault = cognito.faults.add({ operation: 'SignUp', fault: { kind: 'exception', name, message: 'No.' } });
    expect(await signUp()).toMatchObject({ ...expected, service: { name, message: 'No.' } });
    fault.remove();
  }
  expect(await call(tab, 'confirmSignUp', { username: 'nobody', confirmationCode: '123456' })).toMatchObject({
    code: 'codeExpired',
  });
  expect(await stored(tab)).toBe(before);

  // The address is verified for another user, which is told only to who has the code.
  await signUp();
  const confirmationCode = cognito.lastCode('grace') ?? '';
  expect(await call(tab, 'confirmSignUp', { username: 'grace', confirmationCode })).toMatchObject({
    code: 'aliasExists',
  });

  // Whether there is such a user is told only where the pool lets it.
  const reset = () => call(tab, 'resetPassword', { username: 'nobody' });
  expect(await reset()).toMatchObject({ nextStep: { resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE' } });
  cognito.settings.preventUserExistenceErrors = false;
  expect(await reset()).toMatchObject({ code: 'userNotFound' });
});

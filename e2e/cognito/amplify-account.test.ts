import { Amplify } from 'aws-amplify';
import {
  autoSignIn,
  confirmResetPassword,
  confirmSignUp,
  confirmUserAttribute,
  deleteUser,
  deleteUserAttributes,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resendSignUpCode,
  resetPassword,
  sendUserAttributeVerificationCode,
  signIn,
  signOut,
  signUp,
  updatePassword,
  updateUserAttribute,
  updateUserAttributes,
} from 'aws-amplify/auth';
import { ConsoleLogger } from 'aws-amplify/utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';

const alice = { username: 'alice', password: 'correct horse' };
const EMAIL = 'alice@example.com';
const SENT_BY_EMAIL = { destination: 'a***@e***', deliveryMedium: 'EMAIL', attributeName: 'email' };

ConsoleLogger.LOG_LEVEL = 'ERROR'; // Amplify warns of custom endpoints

/** A second auto sign-in within this time of the first is one too many to Amplify: its promise never settles. */
const AMPLIFY_DEBOUNCE_MS = 300;

let cognito: LocalCognito;
let lastAutoSignIn = Number.NEGATIVE_INFINITY;

/** Amplify's `autoSignIn`, not sooner than it takes one. */
async function signInAutomatically(): ReturnType<typeof autoSignIn> {
  await vi.waitUntil(() => performance.now() - lastAutoSignIn > AMPLIFY_DEBOUNCE_MS, { timeout: 10_000 });
  try {
    return await autoSignIn();
  } finally {
    lastAutoSignIn = performance.now();
  }
}

beforeEach(async () => {
  cognito = await startLocalCognito();
  const { url: userPoolEndpoint, userPoolId, userPoolClientId } = cognito;
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } } });
});

afterEach(async () => {
  await signOut();
  await cognito.close();
});

const code = () => cognito.lastCode('alice') ?? '';

describe('Amplify signs up', () => {
  const input = { ...alice, options: { userAttributes: { email: EMAIL } } };

  test('by a code, which can be wrong and sent again, and then signs in by itself with the password', async () => {
    const output = await signUp({ ...input, options: { ...input.options, autoSignIn: true } });
    expect(output).toEqual({
      isSignUpComplete: false,
      userId: cognito.user('alice')?.sub,
      nextStep: { signUpStep: 'CONFIRM_SIGN_UP', codeDeliveryDetails: SENT_BY_EMAIL },
    });
    expect(await resendSignUpCode({ username: 'alice' })).toEqual(SENT_BY_EMAIL);
    const confirm = (confirmationCode: string) => confirmSignUp({ username: 'alice', confirmationCode });
    await expect(confirm('wrong')).rejects.toMatchObject({ name: 'CodeMismatchException' });
    expect(await confirm(code())).toEqual({
      isSignUpComplete: true,
      nextStep: { signUpStep: 'COMPLETE_AUTO_SIGN_IN' },
    });
    expect(await signInAutomatically()).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
    expect((await fetchUserAttributes()).email_verified).toBe('true');
  });

  test('and in by the session that the confirmation came with, without a password', async () => {
    cognito.settings.enabledAuthFlows = ['USER_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH'];
    await signUp({
      username: 'alice',
      options: { userAttributes: { email: EMAIL }, autoSignIn: { authFlowType: 'USER_AUTH' } },
    });
    await confirmSignUp({ username: 'alice', confirmationCode: code() });
    expect(await signInAutomatically()).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
    expect(await getCurrentUser()).toMatchObject({ username: 'alice' });
    expect(cognito.requests.find(({ operation }) => operation === 'InitiateAuth')?.authFlow).toBe('USER_AUTH');
  });

  test('at once, where a trigger confirms', async () => {
    cognito.settings.autoConfirmSignUps = true;
    expect((await signUp(input)).nextStep).toEqual({ signUpStep: 'DONE' });
  });

  test('and is told why not', async () => {
    cognito.createUser({ username: 'bob', password: 'battery staple', email: EMAIL });
    await expect(signUp({ ...alice, username: 'bob' })).rejects.toMatchObject({ name: 'UsernameExistsException' });
    await expect(signUp({ ...alice, password: 'short' })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: 'Password did not conform with policy: Password not long enough',
    });
    await signUp(input);
    const confirmation = { username: 'alice', confirmationCode: code() };
    await expect(confirmSignUp(confirmation)).rejects.toMatchObject({
      name: 'AliasExistsException',
      message: 'An account with the email already exists.',
    });
    await confirmSignUp({ ...confirmation, options: { forceAliasCreation: true } });
    expect(cognito.user('bob')?.attributes['email_verified']).toBe('false');
  });
});

describe('Amplify resets a password', () => {
  test('by a code', async () => {
    cognito.createUser({ ...alice, email: EMAIL });
    expect(await resetPassword({ username: 'alice' })).toEqual({
      isPasswordReset: false,
      nextStep: { resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE', codeDeliveryDetails: SENT_BY_EMAIL },
    });
    const reset = { username: 'alice', newPassword: 'battery staple', confirmationCode: code() };
    await expect(confirmResetPassword({ ...reset, confirmationCode: 'x' })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    await confirmResetPassword(reset);
    await expect(confirmResetPassword(reset)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    expect((await signIn({ username: 'alice', password: 'battery staple' })).isSignedIn).toBe(true);
  });

  test('of nobody, and cannot tell, where the pool prevents user existence errors', async () => {
    const { nextStep } = await resetPassword({ username: 'nobody' });
    expect(nextStep.codeDeliveryDetails).toMatchObject({ deliveryMedium: 'EMAIL', attributeName: 'email' });
    cognito.settings.preventUserExistenceErrors = false;
    await expect(resetPassword({ username: 'nobody' })).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });
});

describe('Amplify, signed in,', () => {
  beforeEach(async () => {
    cognito.createUser({ ...alice, email: EMAIL });
    await signIn(alice);
  });

  test('updates, verifies and deletes attributes', async () => {
    const output = await updateUserAttributes({ userAttributes: { name: 'Alice', email: 'new@example.com' } });
    expect(output).toEqual({
      name: { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } },
      email: {
        isUpdated: false,
        nextStep: {
          updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE',
          codeDeliveryDetails: { ...SENT_BY_EMAIL, destination: 'n***@e***' },
        },
      },
    });
    await sendUserAttributeVerificationCode({ userAttributeKey: 'email' });
    await confirmUserAttribute({ userAttributeKey: 'email', confirmationCode: code() });
    expect(await fetchUserAttributes()).toMatchObject({ email: 'new@example.com', email_verified: 'true' });
    await deleteUserAttributes({ userAttributeKeys: ['name'] });
    expect(await fetchUserAttributes()).not.toHaveProperty('name');
    const update = updateUserAttribute({ userAttribute: { attributeKey: 'nonsense', value: 'x' } });
    await expect(update).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('keeps the old claims until it renews its tokens', async () => {
    await updateUserAttributes({ userAttributes: { name: 'Alice' } });
    const nameIn = async (forceRefresh: boolean) =>
      (await fetchAuthSession({ forceRefresh })).tokens?.idToken?.payload['name'];
    expect(await nameIn(false)).toBeUndefined();
    expect(await nameIn(true)).toBe('Alice');
  });

  test('changes the password, if it knows the old one', async () => {
    const update = (oldPassword: string) => updatePassword({ oldPassword, newPassword: 'battery staple' });
    await expect(update('wrong horse')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    await update(alice.password);
    expect(cognito.user('alice')?.password).toBe('battery staple');
  });

  test('deletes its user, and nobody is signed in', async () => {
    await deleteUser();
    expect(cognito.user('alice')).toBeUndefined();
    expect((await fetchAuthSession()).tokens).toBeUndefined();
  });
});

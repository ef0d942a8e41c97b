import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchAuthSession, getCurrentUser, type SignInInput, signIn, signOut } from 'aws-amplify/auth';
import { ConsoleLogger } from 'aws-amplify/utils';
import { TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';

const alice = { username: 'alice', password: 'correct horse' };
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

// Amplify warns of custom endpoints at every configuration.
ConsoleLogger.LOG_LEVEL = 'ERROR';

let cognito: LocalCognito;

beforeEach(async () => {
  cognito = await startLocalCognito();
  const { url, userPoolId, userPoolClientId, identityPoolId } = cognito;
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId,
        userPoolClientId,
        identityPoolId,
        userPoolEndpoint: url,
        identityPoolEndpoint: url,
        allowGuestAccess: true,
      },
    },
  });
});

afterEach(async () => {
  await signOut();
  await cognito.close();
});

const signedInAs = (input: SignInInput) => signIn(input).then(({ isSignedIn }) => isSignedIn);

describe('Amplify signs in', () => {
  test('with SRP, and has tokens of the user', async () => {
    const user = cognito.createUser({ ...alice, email: 'alice@example.com' });
    expect(await signedInAs(alice)).toBe(true);
    expect(cognito.requests.map(({ operation, challengeName }) => challengeName ?? operation)).toEqual([
      'InitiateAuth',
      'PASSWORD_VERIFIER',
    ]);
    const { tokens, userSub } = await fetchAuthSession();
    expect(userSub).toBe(user.sub);
    expect(tokens?.idToken?.payload).toMatchObject({ email: 'alice@example.com', email_verified: true });
    expect(await getCurrentUser()).toMatchObject({ username: 'alice', userId: user.sub });
  });

  test('with SRP by an email address, where the name that is hashed is another than the one typed', async () => {
    const user = cognito.createUser({ ...alice, email: 'alice@example.com' });
    expect(await signedInAs({ username: 'Alice@Example.com', password: alice.password })).toBe(true);
    expect(await getCurrentUser()).toMatchObject({ username: 'alice', userId: user.sub });
  });

  test.each(['pässwörd', ' two  spaces ', '☕'])(
    'with SRP by a name that is not ASCII and the password %j',
    async (password) => {
      cognito.createUser({ username: 'Zoë', password });
      expect(await signedInAs({ username: 'Zoë', password })).toBe(true);
    },
  );

  test('with a plain password', async () => {
    cognito.createUser(alice);
    expect(await signedInAs({ ...alice, options: { authFlowType: 'USER_PASSWORD_AUTH' } })).toBe(true);
  });

  test('with a software token', async () => {
    cognito.createUser({ ...alice, mfa: { type: 'SOFTWARE_TOKEN_MFA', secret: TOTP_SECRET } });
    const { nextStep } = await signIn(alice);
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    await expect(confirmSignIn({ challengeResponse: '000000' })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    const code = new TOTP({ secret: TOTP_SECRET }).generate();
    expect(await confirmSignIn({ challengeResponse: code })).toMatchObject({ isSignedIn: true });
  });

  test('with a code by SMS', async () => {
    cognito.createUser({ ...alice, phoneNumber: '+353861234567', mfa: { type: 'SMS_MFA' } });
    const { nextStep } = await signIn(alice);
    expect(nextStep).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE',
      codeDeliveryDetails: { deliveryMedium: 'SMS', destination: '+********4567' },
    });
    const challengeResponse = cognito.lastCode('alice') ?? '';
    expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
  });

  test('with a code by email', async () => {
    cognito.createUser({ ...alice, email: 'alice@example.com', mfa: { type: 'EMAIL_OTP' } });
    const { nextStep } = await signIn(alice);
    expect(nextStep).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
      codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' },
    });
    const challengeResponse = cognito.lastCode('alice') ?? '';
    expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
  });

  test('with a new password and the attributes that were missing', async () => {
    cognito.settings.requiredAttributes = ['email', 'name'];
    const user = cognito.createUser({ ...alice, email: 'alice@example.com', status: 'FORCE_CHANGE_PASSWORD' });
    const { nextStep } = await signIn(alice);
    expect(nextStep).toEqual({
      signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED',
      missingAttributes: ['name'],
    });
    const result = await confirmSignIn({
      challengeResponse: 'battery staple',
      options: { userAttributes: { name: 'Alice' } },
    });
    expect(result.isSignedIn).toBe(true);
    expect(user).toMatchObject({ status: 'CONFIRMED', password: 'battery staple', attributes: { name: 'Alice' } });
  });
});

describe('Amplify is refused', () => {
  test('a wrong password', async () => {
    cognito.createUser(alice);
    await expect(signIn({ username: 'alice', password: 'wrong horse' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  test('an unknown user, in the same words, where the pool prevents user existence errors', async () => {
    await expect(signIn(alice)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    expect(cognito.requests.map(({ errorType }) => errorType)).toEqual([undefined, 'NotAuthorizedException']);
  });

  test('an unknown user by name, where it does not', async () => {
    cognito.settings.preventUserExistenceErrors = false;
    await expect(signIn(alice)).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  test('a disabled user', async () => {
    cognito.createUser({ ...alice, enabled: false });
    await expect(signIn(alice)).rejects.toMatchObject({ message: 'User is disabled.' });
  });

  test('and sent to confirm or to reset, where the user must', async () => {
    const user = cognito.createUser({ ...alice, status: 'UNCONFIRMED' });
    expect((await signIn(alice)).nextStep.signInStep).toBe('CONFIRM_SIGN_UP');
    user.status = 'RESET_REQUIRED';
    expect((await signIn(alice)).nextStep.signInStep).toBe('RESET_PASSWORD');
  });
});

describe('Amplify keeps a session', () => {
  beforeEach(async () => {
    cognito.createUser(alice);
  });

  test.each([true, false])('and renews its tokens when forced, with rotation %j', async (enabled) => {
    cognito.settings.rotation.enabled = enabled;
    await signIn(alice);
    const [first] = cognito.liveRefreshTokens('alice');
    const before = await fetchAuthSession();
    const after = await fetchAuthSession({ forceRefresh: true });
    expect(after.tokens?.accessToken.payload.jti).not.toBe(before.tokens?.accessToken.payload.jti);
    expect(after.tokens?.accessToken.payload['origin_jti']).toBe(before.tokens?.accessToken.payload['origin_jti']);
    expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
    expect(cognito.liveRefreshTokens('alice')).toHaveLength(1);
    expect(cognito.liveRefreshTokens('alice')[0] === first).toBe(!enabled);
  });

  test('and gets credentials as a guest, then as the user, under the identity the guest had', async () => {
    const guest = await fetchAuthSession();
    expect(guest.credentials?.accessKeyId).toMatch(/^ASIA/);
    expect(guest.tokens).toBeUndefined();
    await signIn(alice);
    const user = await fetchAuthSession();
    expect(user.credentials?.accessKeyId).not.toBe(guest.credentials?.accessKeyId);
    expect(user.credentials?.expiration?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    expect(user.identityId).toBe(guest.identityId);
    const again = await fetchAuthSession({ forceRefresh: true });
    expect(again.identityId).toBe(user.identityId);
  });

  test('and ends it by revoking the refresh token', async () => {
    await signIn(alice);
    await signOut();
    expect(cognito.count('RevokeToken')).toBe(1);
    expect(cognito.liveRefreshTokens('alice')).toEqual([]);
  });

  test('and ends every session of the user by a global sign-out', async () => {
    await signIn(alice);
    await signOut();
    await signIn(alice);
    expect(cognito.liveRefreshTokens('alice')).toHaveLength(1);
    await signOut({ global: true });
    expect(cognito.requests.at(-1)).toMatchObject({ operation: 'GlobalSignOut', status: 200 });
    expect(cognito.liveRefreshTokens('alice')).toEqual([]);
  });
});

import { Amplify } from 'aws-amplify';
import {
  confirmSignIn,
  fetchMFAPreference,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
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
  const { url, userPoolId, userPoolClientId } = cognito;
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: url } } });
});

afterEach(async () => {
  await signOut();
  await cognito.close();
});

const codeOf = (secret: string) => new TOTP({ secret }).generate();
const wrongCodeOf = (secret: string) => String((Number(codeOf(secret)) + 1) % 1_000_000).padStart(6, '0');

describe('Amplify signs in where a second factor', () => {
  test('is to be chosen, and gets the challenge of its choice', async () => {
    const mfa = [{ type: 'SMS_MFA' }, { type: 'SOFTWARE_TOKEN_MFA', secret: TOTP_SECRET }] as const;
    cognito.createUser({ ...alice, phoneNumber: '+353861234567', mfa });
    expect((await signIn(alice)).nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION',
      allowedMFATypes: ['SMS', 'TOTP'],
    });
    const { nextStep } = await confirmSignIn({ challengeResponse: 'TOTP' });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    expect(await confirmSignIn({ challengeResponse: codeOf(TOTP_SECRET) })).toMatchObject({ isSignedIn: true });
  });

  test('has to be set up, by an authenticator app', async () => {
    cognito.settings.mfa = 'on';
    cognito.createUser(alice);
    expect((await signIn(alice)).nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION',
      allowedMFATypes: ['TOTP', 'EMAIL'],
    });
    const { nextStep } = await confirmSignIn({ challengeResponse: 'TOTP' });
    if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') throw new Error(nextStep.signInStep);
    const { sharedSecret } = nextStep.totpSetupDetails;
    await expect(confirmSignIn({ challengeResponse: wrongCodeOf(sharedSecret) })).rejects.toMatchObject({
      name: 'EnableSoftwareTokenMFAException',
    });
    expect(await confirmSignIn({ challengeResponse: codeOf(sharedSecret) })).toMatchObject({ isSignedIn: true });
    await signOut();
    expect((await signIn(alice)).nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    expect(await confirmSignIn({ challengeResponse: codeOf(sharedSecret) })).toMatchObject({ isSignedIn: true });
  });

  test('has to be set up, by email', async () => {
    Object.assign(cognito.settings, { mfa: 'on', mfasToSetUp: ['EMAIL_OTP'] });
    const user = cognito.createUser(alice);
    expect((await signIn(alice)).nextStep.signInStep).toBe('CONTINUE_SIGN_IN_WITH_EMAIL_SETUP');
    const { nextStep } = await confirmSignIn({ challengeResponse: 'alice@example.com' });
    expect(nextStep).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
      codeDeliveryDetails: { destination: 'a***@e***' },
    });
    const challengeResponse = cognito.lastCode('alice') ?? '';
    expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
    expect(user).toMatchObject({ mfa: { type: 'EMAIL_OTP' }, attributes: { email_verified: 'true' } });
  });
});

test('Amplify sets up an authenticator app after the sign-in, and changes its mind', async () => {
  cognito.createUser({ ...alice, email: 'alice@example.com' });
  await signIn(alice);
  expect(await fetchMFAPreference()).toEqual({});
  await expect(updateMFAPreference({ totp: 'PREFERRED' })).rejects.toMatchObject({ name: 'InvalidParameterException' });

  const { sharedSecret } = await setUpTOTP();
  await expect(verifyTOTPSetup({ code: wrongCodeOf(sharedSecret) })).rejects.toMatchObject({
    name: 'EnableSoftwareTokenMFAException',
  });
  await verifyTOTPSetup({ code: codeOf(sharedSecret), options: { friendlyDeviceName: 'phone' } });
  expect(await fetchMFAPreference()).toEqual({});

  await updateMFAPreference({ totp: 'PREFERRED', email: 'ENABLED' });
  expect(await fetchMFAPreference()).toEqual({ preferred: 'TOTP', enabled: ['TOTP', 'EMAIL'] });
  await updateMFAPreference({ totp: 'NOT_PREFERRED' });
  expect(await fetchMFAPreference()).toEqual({ enabled: ['TOTP', 'EMAIL'] });
  await updateMFAPreference({ email: 'DISABLED', totp: 'DISABLED' });
  expect(await fetchMFAPreference()).toEqual({});
});

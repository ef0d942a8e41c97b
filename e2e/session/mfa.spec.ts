import { TOTP } from 'otpauth';
import type { Page } from 'playwright/test';
import type { SignInOutput } from '../../client/index.js';
import { expect, expectStatus, signIn, signOut, stopWorkers, test } from '../harness/fixtures.js';

const codeOf = (sharedSecret: string) => new TOTP({ secret: sharedSecret }).generate();

/** The step that follows; of a secret for an authenticator app, what the page can make of it. */
function confirm(tab: Page, challengeResponse: string) {
  return tab.evaluate(async (answer) => {
    const output = await window.auth.confirmSignIn({ challengeResponse: answer });
    if (output.nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') return output;
    const { signInStep, totpSetupDetails } = output.nextStep; // a function does not leave the page
    const { sharedSecret, getSetupUri } = totpSetupDetails;
    return { nextStep: { signInStep }, sharedSecret, setupUri: getSetupUri('Example App').href };
  }, challengeResponse);
}

const DONE: SignInOutput = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };

test('a second factor is set up in the middle of a sign-in, though the worker stops between the steps', {
  tag: '@core',
}, async ({ openTab, user, cognito, browserName }) => {
  const stop = async (tab: Page) => {
    if (browserName === 'chromium') await stopWorkers(tab); // other engines offer no way to
  };
  cognito.settings.mfa = 'on';
  const tab = await openTab();
  expect((await signIn(tab, user)).nextStep).toEqual({
    signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION',
    allowedMFATypes: ['TOTP', 'EMAIL'],
  });
  await stop(tab);
  const { setupUri, sharedSecret, nextStep } = { setupUri: '', sharedSecret: '', ...(await confirm(tab, 'TOTP')) };
  expect(nextStep.signInStep).toBe('CONTINUE_SIGN_IN_WITH_TOTP_SETUP');
  expect(setupUri).toBe(`otpauth://totp/Example%20App:ada?secret=${sharedSecret}&issuer=Example%20App`);
  await stop(tab);
  expect(await confirm(tab, codeOf(sharedSecret))).toEqual(DONE);
  await expectStatus(tab, 'signedIn');
  await signOut(tab);
  expect((await signIn(tab, user)).nextStep).toEqual({ signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' });
});

test('an email address is set up, and a factor is chosen among several', async ({ openTab, cognito }) => {
  Object.assign(cognito.settings, { mfa: 'on', mfasToSetUp: ['EMAIL_OTP'] });
  const person = { username: 'new', password: 'Analytical-Engine-1843' };
  const account = cognito.createUser({ ...person, phoneNumber: '+441632960961' });
  const tab = await openTab();
  expect((await signIn(tab, person)).nextStep).toEqual({ signInStep: 'CONTINUE_SIGN_IN_WITH_EMAIL_SETUP' });
  expect((await confirm(tab, 'new@example.com')).nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
  expect(await confirm(tab, cognito.lastCode('new') ?? '')).toEqual(DONE);
  await signOut(tab);
  account.mfa = [{ type: 'EMAIL_OTP' }, { type: 'SMS_MFA' }];
  expect((await signIn(tab, person)).nextStep).toEqual({
    signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION',
    allowedMFATypes: ['EMAIL', 'SMS'],
  });
  expect((await confirm(tab, 'SMS')).nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_SMS_CODE');
  expect(await confirm(tab, cognito.lastCode('new') ?? '')).toEqual(DONE);
});

test('an authenticator app is set up after the sign-in, switched on and off', async ({ openTab, user, cognito }) => {
  const tab = await openTab();
  await signIn(tab, user);
  const sharedSecret = await tab.evaluate(async () => (await window.auth.setUpTOTP()).sharedSecret);
  const wrong = String((Number(codeOf(sharedSecret)) + 1) % 1_000_000).padStart(6, '0');
  const verify = (code: string) =>
    tab.evaluate(
      (given) =>
        window.auth
          .verifyTOTPSetup({ code: given, options: { friendlyDeviceName: 'phone' } })
          .then(() => 'verified')
          .catch((thrown: InstanceType<typeof window.library.AuthError>) => thrown.code),
      code,
    );
  expect(await verify(wrong)).toBe('codeMismatch');
  expect(await verify(codeOf(sharedSecret))).toBe('verified');
  const preferences = await tab.evaluate(async () => {
    const { auth } = window;
    await auth.updateMFAPreference({ totp: 'PREFERRED', email: 'ENABLED' });
    const both = await auth.fetchMFAPreference();
    await auth.updateMFAPreference({ totp: 'DISABLED', email: 'DISABLED' });
    return [both, await auth.fetchMFAPreference()];
  });
  expect(preferences).toEqual([{ preferred: 'TOTP', enabled: ['TOTP', 'EMAIL'] }, {}]);
  expect(cognito.requests.filter(({ status }) => status !== 200).map(({ errorType }) => errorType)).toEqual([
    'EnableSoftwareTokenMFAException',
  ]);
});

import { Amplify } from 'aws-amplify';
import { confirmSignIn, type SignInOutput, signIn, signOut } from 'aws-amplify/auth';
import { ConsoleLogger } from 'aws-amplify/utils';
import { TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CustomAuthTriggers } from './custom-auth.js';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';

// Passkeys need a browser: e2e/sign-in/passkeys.spec.ts.

const ada = { username: 'ada', password: 'Analytical-Engine-1843' };
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

// Amplify warns of custom endpoints at every configuration.
ConsoleLogger.LOG_LEVEL = 'ERROR';

let cognito: LocalCognito;

beforeEach(async () => {
  cognito = await startLocalCognito();
  const { url: userPoolEndpoint, userPoolId, userPoolClientId } = cognito;
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } } });
});

afterEach(async () => {
  await signOut();
  await cognito.close();
});

const code = () => cognito.lastCode('ada') ?? '';
const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });
const asked = () =>
  cognito.requests.map(({ operation, challengeName, authFlow }) => challengeName ?? authFlow ?? operation);

describe('Amplify, with a choice of the first factor,', () => {
  const choose = () => signIn({ username: 'ada', options: { authFlowType: 'USER_AUTH' } });

  beforeEach(() => {
    cognito.createUser({ ...ada, email: 'ada@example.com', phoneNumber: '+441632960961' });
  });

  test('is offered what the user has', async () => {
    expect((await choose()).nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
      availableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'],
    });
  });

  test.each<['PASSWORD' | 'PASSWORD_SRP', string[]]>([
    ['PASSWORD', ['USER_AUTH', 'SELECT_CHALLENGE']],
    ['PASSWORD_SRP', ['USER_AUTH', 'SELECT_CHALLENGE', 'PASSWORD_VERIFIER']],
  ])('signs in with %s', async (factor, requests) => {
    await choose();
    expect((await answer(factor)).nextStep).toEqual({ signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' });
    expect(await answer(ada.password)).toMatchObject({ isSignedIn: true });
    expect(asked()).toEqual(requests);
  });

  test.each([
    ['EMAIL_OTP', 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE'],
    ['SMS_OTP', 'CONFIRM_SIGN_IN_WITH_SMS_CODE'],
  ] as const)('signs in with %s, chosen or preferred', async (factor, signInStep) => {
    await choose();
    expect((await answer(factor)).nextStep).toMatchObject({ signInStep, codeDeliveryDetails: {} });
    await expect(answer(`${code()}0`)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    expect(await answer(code())).toMatchObject({ isSignedIn: true });
    await signOut();
    const options = { authFlowType: 'USER_AUTH', preferredChallenge: factor } as const;
    expect((await signIn({ username: 'ada', options })).nextStep).toMatchObject({ signInStep });
    expect(await answer(code())).toMatchObject({ isSignedIn: true });
  });

  test.each(['PASSWORD', 'PASSWORD_SRP'] as const)('signs in at once with the preferred %s', async (factor) => {
    const options = { authFlowType: 'USER_AUTH', preferredChallenge: factor } as const;
    expect(await signIn({ ...ada, options })).toMatchObject({ isSignedIn: true });
  });

  test('is asked for the second factor after the password', async () => {
    cognito.createUser({ ...ada, username: 'bea', mfa: { type: 'SOFTWARE_TOKEN_MFA', secret: TOTP_SECRET } });
    await signIn({ username: 'bea', options: { authFlowType: 'USER_AUTH' } });
    await answer('PASSWORD_SRP');
    expect((await answer(ada.password)).nextStep).toEqual({ signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' });
    expect(await answer(new TOTP({ secret: TOTP_SECRET }).generate())).toMatchObject({ isSignedIn: true });
  });

  test('is given the choice again where the preferred one cannot be had', async () => {
    const options = { authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' } as const;
    expect((await signIn({ username: 'ada', options })).nextStep).toMatchObject({
      signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
    });
  });

  test('is refused a factor that is not offered, and a wrong password', async () => {
    await choose();
    await expect(answer('WEB_AUTHN')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await answer('PASSWORD');
    await expect(answer('wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});

describe('Amplify, with custom challenges,', () => {
  /** Two questions; three wrong answers are too many. */
  const triggers: CustomAuthTriggers = ({ session, clientMetadata }) => {
    const answers = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE');
    const right = answers.filter(({ challengeResult }) => challengeResult).length;
    if (right === 2) return 'issueTokens';
    if (answers.length - right === 3) return 'failAuthentication';
    const publicChallengeParameters = { question: `${right + 1} + 1`, ...clientMetadata };
    return { publicChallengeParameters, rightAnswer: String(right + 2) };
  };
  const question = ({ nextStep }: SignInOutput) =>
    nextStep.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE' && nextStep.additionalInfo;

  beforeEach(() => {
    cognito.settings.customAuth = triggers;
    cognito.createUser(ada);
  });

  test.each([
    ['CUSTOM_WITHOUT_SRP', { username: 'ada' }, ['CUSTOM_AUTH']],
    ['CUSTOM_WITH_SRP', ada, ['CUSTOM_AUTH', 'PASSWORD_VERIFIER']],
  ] as const)('signs in by %s', async (authFlowType, person, beginning) => {
    const first = await signIn({ ...person, options: { authFlowType, clientMetadata: { from: 'test' } } });
    expect(question(first)).toMatchObject({ USERNAME: 'ada', question: '1 + 1', from: 'test' });
    expect(question(await answer('wrong'))).toMatchObject({ question: '1 + 1' });
    expect(question(await answer('2'))).toMatchObject({ question: '2 + 1' });
    expect(await answer('3')).toMatchObject({ isSignedIn: true });
    expect(asked()).toEqual([...beginning, 'CUSTOM_CHALLENGE', 'CUSTOM_CHALLENGE', 'CUSTOM_CHALLENGE']);
  });

  test('is refused where the triggers have had enough', async () => {
    await signIn({ username: 'ada', options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
    await answer('wrong');
    await answer('wrong');
    await expect(answer('wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('is refused a wrong password before any question', async () => {
    const input = { username: 'ada', password: 'wrong', options: { authFlowType: 'CUSTOM_WITH_SRP' } } as const;
    await expect(signIn(input)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('is refused where the pool has no triggers', async () => {
    delete cognito.settings.customAuth;
    const input = { username: 'ada', options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } } as const;
    await expect(signIn(input)).rejects.toMatchObject({ message: expect.stringContaining('not configured') });
  });
});

import { TOTP } from 'otpauth';
import type { SignInInput } from '../../shared/sign-in.js';
import type { CustomAuthTriggers } from '../cognito/custom-auth.js';
import type { LocalCognito } from '../cognito/local-cognito.js';
import { expect, expectStatus, signOut, stopWorkers, test } from '../harness/fixtures.js';
import { begin, confirm, DONE, refusal } from './steps.js';

const PASSWORD = 'Analytical-Engine-1843';
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const USER = { username: 'bea', password: PASSWORD, email: 'bea@example.com', phoneNumber: '+441632960961' };

/** A sign-in with what each step shows, and what the user answers. */
interface Flow {
  readonly name: string;
  readonly input: Omit<SignInInput, 'username'>;
  readonly steps: readonly (readonly [step: object, answer: (cognito: LocalCognito) => string])[];
}

const code = (cognito: LocalCognito) => cognito.lastCode('bea') ?? '';
const totp = () => new TOTP({ secret: SECRET }).generate();

const CHOICE = {
  signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
  availableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'],
};
const PASSWORD_ASKED = { signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' };
const TOTP_ASKED = { signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' };
const EMAILED = {
  signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
  codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'b***@e***' },
};
const QUESTION = {
  signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
  additionalInfo: { USERNAME: 'bea', question: 'What is the square root of -1?' },
};

const triggers: CustomAuthTriggers = ({ session }) =>
  session.at(-1)?.challengeName === 'CUSTOM_CHALLENGE' && session.at(-1)?.challengeResult
    ? 'issueTokens'
    : { publicChallengeParameters: { question: 'What is the square root of -1?' }, rightAnswer: 'i' };

const CHOICE_OF_FOUR_ROUNDS: Flow = {
  name: 'a choice, the proven password and a second factor',
  input: { options: { authFlowType: 'USER_AUTH' } },
  steps: [
    [CHOICE, () => 'PASSWORD_SRP'],
    [PASSWORD_ASKED, () => PASSWORD],
    [TOTP_ASKED, totp],
  ],
};

const FLOWS: readonly Flow[] = [
  CHOICE_OF_FOUR_ROUNDS,
  {
    name: 'a choice and the password itself',
    input: { options: { authFlowType: 'USER_AUTH' } },
    steps: [
      [CHOICE, () => 'PASSWORD'],
      [PASSWORD_ASKED, () => PASSWORD],
      [TOTP_ASKED, totp],
    ],
  },
  {
    name: 'a choice and a code by email',
    input: { options: { authFlowType: 'USER_AUTH' } },
    steps: [
      [CHOICE, () => 'EMAIL_OTP'],
      [EMAILED, code],
    ],
  },
  {
    name: 'the preferred code by SMS',
    input: { options: { authFlowType: 'USER_AUTH', preferredChallenge: 'SMS_OTP' } },
    steps: [[{ signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE', codeDeliveryDetails: { deliveryMedium: 'SMS' } }, code]],
  },
  {
    name: 'the preferred proof of the password',
    input: { password: PASSWORD, options: { authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD_SRP' } },
    steps: [[TOTP_ASKED, totp]],
  },
  {
    name: 'custom challenges, the first answer wrong',
    input: { options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } },
    steps: [
      [QUESTION, () => '-1'],
      [QUESTION, () => 'i'],
    ],
  },
  {
    name: 'a custom challenge after the proof of the password',
    input: { password: PASSWORD, options: { authFlowType: 'CUSTOM_WITH_SRP' } },
    steps: [[QUESTION, () => 'i']],
  },
];

test.beforeEach(({ cognito }) => {
  cognito.settings.customAuth = triggers;
  cognito.createUser({ ...USER, mfa: { type: 'SOFTWARE_TOKEN_MFA', secret: SECRET } });
});

test('every flow leads by its steps to a session', async ({ openTab, cognito }) => {
  const tab = await openTab();
  for (const { name, input, steps } of FLOWS) {
    await test.step(name, async () => {
      let output = await begin(tab, { username: 'bea', ...input });
      for (const [step, answer] of steps) {
        expect(output).toMatchObject({ isSignedIn: false, nextStep: step });
        output = await confirm(tab, answer(cognito));
      }
      expect(output).toEqual(DONE);
      await expectStatus(tab, 'signedIn');
      await signOut(tab);
    });
  }
});

test('a sign-in goes on although the worker is stopped at each of its steps', async ({
  openTab,
  cognito,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'Only Chromium can be told to stop a worker.');
  const tab = await openTab();
  const { input, steps } = CHOICE_OF_FOUR_ROUNDS;
  let output = await begin(tab, { username: 'bea', ...input });
  for (const [step, answer] of steps) {
    expect(output).toMatchObject({ isSignedIn: false, nextStep: step });
    await stopWorkers(tab);
    output = await confirm(tab, answer(cognito));
  }
  expect(output).toEqual(DONE);
});

test('an input that is not for its flow is refused by the field’s name, and asks nobody', async ({
  openTab,
  cognito,
}) => {
  const tab = await openTab();
  const refused = async (field: string, input: SignInInput) => {
    const message = expect.stringContaining(field);
    expect(await refusal(tab, input)).toMatchObject({ kind: 'validation', message });
  };
  cognito.clearRequests();
  await refused('password is missing', { username: 'bea' });
  await refused('password', { username: 'bea', password: PASSWORD, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
  await refused('options.preferredChallenge', {
    username: 'bea',
    password: PASSWORD,
    options: { preferredChallenge: 'EMAIL_OTP' },
  });
  expect(cognito.requests).toEqual([]);
});

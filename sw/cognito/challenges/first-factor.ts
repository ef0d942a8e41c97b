import type { AuthFactorType } from '../../../shared/sign-in.js';
import type { ChallengeState } from '../../session/ports.js';
import { invalidArgument } from '../required-text.js';
import { provePassword } from '../srp-sign-in.js';
import type { AuthAnswer, Question, SignInStep } from './challenge.js';

const FIRST_FACTORS: readonly AuthFactorType[] = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'];

function isFirstFactor(name: string): name is AuthFactorType {
  return FIRST_FACTORS.some((factor) => factor === name);
}

/** The user chooses how to sign in. */
export const selectChallenge: Question = {
  nextStep: ({ availableChallenges = [] }) => ({
    signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
    availableChallenges: availableChallenges.filter(isFirstFactor),
  }),
  answer: (challenge, { challengeResponse }, step) => selectFirstFactor(challenge, challengeResponse, step),
};

/** The user has chosen the password, and enters it. */
export const password: Question = {
  nextStep: () => ({ signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' }),
  answer: (challenge, { challengeResponse }, step) =>
    step.respond(asSelection(challenge), { ANSWER: 'PASSWORD', PASSWORD: challengeResponse }),
};

/** The same to the user; the password is proven instead of sent. */
export const passwordSrp: Question = {
  nextStep: password.nextStep,
  answer: (challenge, { challengeResponse }, step) =>
    provePassword(step, challengeResponse, (SRP_A) =>
      step.respond(asSelection(challenge), { ANSWER: 'PASSWORD_SRP', SRP_A }),
    ),
};

/** Passes on the choice of a first factor. One that needs the password is told to the pool together with it. */
export async function selectFirstFactor(
  challenge: ChallengeState,
  choice: string,
  step: SignInStep,
): Promise<AuthAnswer> {
  const available = (challenge.availableChallenges ?? FIRST_FACTORS).filter(isFirstFactor);
  if (!isFirstFactor(choice) || !available.includes(choice)) {
    throw invalidArgument(
      `challengeResponse is not one of the first factors that can be chosen here: ${available.join(', ')}.`,
      'Let the user choose among nextStep.availableChallenges, and pass the choice as challengeResponse.',
    );
  }
  if (choice === 'PASSWORD' || choice === 'PASSWORD_SRP') {
    const { session, username } = challenge;
    return { ChallengeName: choice, Session: session, username, operation: 'RespondToAuthChallenge' };
  }
  return await step.respond(asSelection(challenge), { ANSWER: choice });
}

/** The pool still waits for the selection, whatever the user has been asked since. */
function asSelection(challenge: ChallengeState): ChallengeState {
  return { ...challenge, challengeName: 'SELECT_CHALLENGE' };
}

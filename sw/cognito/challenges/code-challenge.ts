import type { CodeDeliveryDetails } from '../../../shared/sign-in.js';
import type { ChallengeState } from '../../session/ports.js';
import type { Question } from './challenge.js';

/** The user reads a code from an authenticator app. */
export const totpCode: Question = {
  nextStep: () => ({ signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' }),
  answer: (challenge, { challengeResponse }, step) =>
    step.respond(challenge, { SOFTWARE_TOKEN_MFA_CODE: challengeResponse }),
};

/**
 * The pool has sent a code.
 *
 * @param member of the answer that holds the code.
 */
export function sentCode(
  signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE' | 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
  member: string,
): Question {
  return {
    nextStep: (challenge) => ({ signInStep, codeDeliveryDetails: codeDeliveryDetails(challenge) }),
    answer: (challenge, { challengeResponse }, step) => step.respond(challenge, { [member]: challengeResponse }),
  };
}

function codeDeliveryDetails({ parameters }: ChallengeState): CodeDeliveryDetails {
  const destination = parameters['CODE_DELIVERY_DESTINATION'];
  const deliveryMedium = parameters['CODE_DELIVERY_DELIVERY_MEDIUM'];
  return {
    ...(destination !== undefined && { destination }),
    ...((deliveryMedium === 'EMAIL' || deliveryMedium === 'SMS') && { deliveryMedium }),
  };
}

import { AuthError } from '../../../shared/auth-error.js';
import type { AuthMFAType } from '../../../shared/mfa.js';
import { isMFAType, MFA_NAMES, mfaTypes } from '../mfa-types.js';
import type { Question } from './challenge.js';

/** SELECT_MFA_TYPE: the user has more than one second factor, and prefers none. */
export const mfaSelection: Question = {
  nextStep: ({ challengeName, parameters }) => ({
    signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION',
    allowedMFATypes: namedTypes(challengeName, parameters, 'MFAS_CAN_CHOOSE'),
  }),
  async answer(challenge, { challengeResponse }, step) {
    if (!isMFAType(challengeResponse)) throw notAChoice(Object.keys(MFA_NAMES));
    return await step.respond(challenge, { ANSWER: MFA_NAMES[challengeResponse] });
  },
};

/** The factors that a parameter lists, such as `["SMS_MFA","SOFTWARE_TOKEN_MFA"]`. */
export function namedTypes(
  challengeName: string,
  parameters: Readonly<Record<string, string>>,
  parameter: string,
): AuthMFAType[] {
  try {
    const names: unknown = JSON.parse(parameters[parameter] ?? '');
    if (Array.isArray(names)) return mfaTypes(names);
  } catch {
    // what follows says it
  }
  throw new AuthError({
    kind: 'unknown',
    message: `The challenge ${challengeName} came with ${parameter} that is not a JSON array of names.`,
    recoverySuggestion: 'Check that userPool.endpoint is that of a Cognito user pool.',
  });
}

export function notAChoice(choices: readonly string[]): AuthError {
  return new AuthError({
    kind: 'validation',
    message: `challengeResponse must be one of ${choices.join(', ')}.`,
    recoverySuggestion: 'Let the user choose among allowedMFATypes of the last step, and pass the choice.',
  });
}

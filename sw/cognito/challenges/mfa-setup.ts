import { AuthError } from '../../../shared/auth-error.js';
import type { AuthMFAType } from '../../../shared/mfa.js';
import type { ChallengeState } from '../../session/ports.js';
import { MFA_NAMES } from '../mfa-types.js';
import { requireFields } from '../required-fields.js';
import { AssociateSoftwareToken, VerifySoftwareToken } from '../user-pool-operations.js';
import type { AuthAnswer, Question, SignInStep } from './challenge.js';
import { namedTypes, notAChoice } from './mfa-selection.js';

/** The API's parameter that lists what the user may set up. Once the user has chosen it lists the choice alone. */
const MFAS_CAN_SETUP = 'MFAS_CAN_SETUP';

/** Where the authenticator app's secret is kept from one step to the next; the API has no such parameter. */
const SECRET_CODE = 'SECRET_CODE';

/**
 * MFA_SETUP: the pool requires a second factor, and the user has none yet. An authenticator app or an email address can be
 * set up during the sign-in; where either may be, the user chooses first, which costs no request.
 */
export const mfaSetup: Question = {
  async prepare(challenge, step) {
    const [type, ...others] = allowedTypes(challenge);
    return type === 'TOTP' && others.length === 0 ? await associateSoftwareToken(challenge, step) : challenge;
  },

  nextStep(challenge) {
    const types = allowedTypes(challenge);
    if (types.length > 1) return { signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION', allowedMFATypes: types };
    if (types[0] === 'EMAIL') return { signInStep: 'CONTINUE_SIGN_IN_WITH_EMAIL_SETUP' };
    const totpSetup = {
      sharedSecret: challenge.parameters[SECRET_CODE] ?? '',
      accountName: challenge.username,
    };
    return { signInStep: 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP', totpSetup };
  },

  async answer(challenge, { challengeResponse, options }, step) {
    const types = allowedTypes(challenge);
    const chosen = types.find((type) => type === challengeResponse);
    if (types.length > 1) {
      if (!chosen) throw notAChoice(types);
      return choose(challenge, chosen);
    }
    if (types[0] === 'EMAIL') return await step.respond(challenge, { EMAIL: challengeResponse });
    const { friendlyDeviceName } = options ?? {};
    const { Session = challenge.session } = await step.call(VerifySoftwareToken, {
      Session: challenge.session,
      UserCode: challengeResponse,
      ...(friendlyDeviceName !== undefined && { FriendlyDeviceName: friendlyDeviceName }),
    });
    return await step.respond({ ...challenge, session: Session }, {});
  },
};

/** The factors that can be set up here, SMS not being one. */
function allowedTypes({ challengeName, parameters }: ChallengeState): AuthMFAType[] {
  const types = namedTypes(challengeName, parameters, MFAS_CAN_SETUP).filter((type) => type !== 'SMS');
  if (types.length > 0) return types;
  throw new AuthError({
    kind: 'unknown',
    message: 'The user pool requires a second factor, and lets the user set up neither an authenticator app nor email.',
    recoverySuggestion: 'Allow one of the two in the user pool, or give the user a phone number for codes by SMS.',
  });
}

async function associateSoftwareToken(challenge: ChallengeState, step: SignInStep): Promise<ChallengeState> {
  const answer = await step.call(AssociateSoftwareToken, { Session: challenge.session });
  const request = { operation: 'AssociateSoftwareToken', recipient: step.recipient };
  const { SecretCode, Session } = requireFields(answer, ['SecretCode', 'Session'], '', request);
  return { ...challenge, session: Session, parameters: { ...challenge.parameters, [SECRET_CODE]: SecretCode } };
}

/** The same challenge with the choice made, as if the pool had posed it so. */
function choose({ challengeName, session, username, parameters }: ChallengeState, type: AuthMFAType): AuthAnswer {
  return {
    ChallengeName: challengeName,
    Session: session,
    ChallengeParameters: { ...parameters, [MFAS_CAN_SETUP]: JSON.stringify([MFA_NAMES[type]]) },
    operation: 'RespondToAuthChallenge',
    username,
  };
}

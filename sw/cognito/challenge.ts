import { AuthError } from '../../shared/auth-error.js';
import type { CodeDeliveryDetails, ConfirmSignInInput, SignInNextStep } from '../../shared/sign-in.js';

/** The parameters that come with a challenge, and those that answer it: `ChallengeParameters`, `ChallengeResponses`. */
export type ChallengeParameters = Readonly<Record<string, string>>;

const USER_ATTRIBUTES_PREFIX = 'userAttributes.';

/** The member of the answer that holds the code. */
const CODE_MEMBERS: Readonly<Record<string, string>> = {
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  SMS_MFA: 'SMS_MFA_CODE',
  EMAIL_OTP: 'EMAIL_OTP_CODE',
};

/**
 * What the application has to do about a challenge, in the values of Amplify JS v6.
 *
 * @throws AuthError of kind `unknown` for a challenge that this version does not know.
 */
export function nextStepOf(challengeName: string, parameters: ChallengeParameters): SignInNextStep {
  switch (challengeName) {
    case 'NEW_PASSWORD_REQUIRED':
      return {
        signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED',
        missingAttributes: missingAttributes(parameters['requiredAttributes']),
      };
    case 'SOFTWARE_TOKEN_MFA':
      return { signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' };
    case 'SMS_MFA':
      return { signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE', codeDeliveryDetails: codeDeliveryDetails(parameters) };
    case 'EMAIL_OTP':
      return { signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE', codeDeliveryDetails: codeDeliveryDetails(parameters) };
    default:
      throw unknownChallenge(challengeName);
  }
}

/**
 * `ChallengeResponses` for what the user has entered.
 *
 * @throws AuthError of kind `unknown` for a challenge that this version does not know.
 */
export function challengeResponses(
  challengeName: string,
  username: string,
  input: ConfirmSignInInput,
): ChallengeParameters {
  const { challengeResponse, options } = input;
  if (challengeName === 'NEW_PASSWORD_REQUIRED') {
    return { USERNAME: username, NEW_PASSWORD: challengeResponse, ...prefixed(options?.userAttributes) };
  }
  const codeMember = CODE_MEMBERS[challengeName];
  if (codeMember === undefined) throw unknownChallenge(challengeName);
  return { USERNAME: username, [codeMember]: challengeResponse };
}

/** What a step needs no challenge for; as in Amplify JS v6, these exceptions are an answer and not a failure. */
export function nextStepOfException(name: string | undefined): SignInNextStep | undefined {
  if (name === 'UserNotConfirmedException') return { signInStep: 'CONFIRM_SIGN_UP' };
  if (name === 'PasswordResetRequiredException') return { signInStep: 'RESET_PASSWORD' };
  return undefined;
}

function prefixed(userAttributes: Readonly<Record<string, string>> = {}): ChallengeParameters {
  return Object.fromEntries(
    Object.entries(userAttributes).map(([name, value]) => [`${USER_ATTRIBUTES_PREFIX}${name}`, value]),
  );
}

/** @param json such as `["userAttributes.email"]`. */
function missingAttributes(json = '[]'): readonly string[] {
  const names = parseNames(json);
  return names.map((name) =>
    name.startsWith(USER_ATTRIBUTES_PREFIX) ? name.slice(USER_ATTRIBUTES_PREFIX.length) : name,
  );
}

function parseNames(json: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(json || '[]');
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  } catch {
    // what follows says it
  }
  throw new AuthError({
    kind: 'unknown',
    message: 'The challenge NEW_PASSWORD_REQUIRED came with requiredAttributes that is not a JSON array of names.',
    recoverySuggestion: 'Check that userPool.endpoint is that of a Cognito user pool.',
  });
}

function codeDeliveryDetails(parameters: ChallengeParameters): CodeDeliveryDetails {
  const destination = parameters['CODE_DELIVERY_DESTINATION'];
  const deliveryMedium = parameters['CODE_DELIVERY_DELIVERY_MEDIUM'];
  return {
    ...(destination !== undefined && { destination }),
    ...((deliveryMedium === 'EMAIL' || deliveryMedium === 'SMS') && { deliveryMedium }),
  };
}

function unknownChallenge(challengeName: string): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: `The user pool asks for the challenge ${challengeName}, which this version of cognito-session-worker cannot answer.`,
    recoverySuggestion: `Change the user pool or the app client so that it does not ask for ${challengeName}.`,
  });
}

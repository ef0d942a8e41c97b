import { AuthError } from '../../../shared/auth-error.js';
import type { ChallengeResponses, Question } from './challenge.js';

const USER_ATTRIBUTES_PREFIX = 'userAttributes.';

/** An administrator has set the password: the user has to choose another, and to add what the pool requires of a user. */
export const newPassword: Question = {
  nextStep: ({ parameters }) => ({
    signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED',
    missingAttributes: missingAttributes(parameters['requiredAttributes']),
  }),
  answer: (challenge, { challengeResponse, options }, step) =>
    step.respond(challenge, { NEW_PASSWORD: challengeResponse, ...prefixed(options?.userAttributes) }),
};

function prefixed(userAttributes: Readonly<Record<string, string>> = {}): ChallengeResponses {
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

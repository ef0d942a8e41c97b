import { AuthError } from '../../../shared/auth-error.js';
import type { Question } from './challenge.js';
import { selectFirstFactor } from './first-factor.js';

/**
 * A passkey. The page asks the browser for it, and answers with the credential in JSON; where that came to nothing, the
 * user may still choose another first factor, as with Amplify JS.
 */
export const webAuthn: Question = {
  nextStep: ({ parameters }) => ({
    signInStep: 'CONFIRM_SIGN_IN_WITH_PASSKEY',
    credentialRequestOptions: parseOptions(parameters['CREDENTIAL_REQUEST_OPTIONS']),
  }),
  answer: (challenge, { challengeResponse }, step) =>
    challengeResponse.startsWith('{')
      ? step.respond(challenge, { CREDENTIAL: challengeResponse })
      : selectFirstFactor(challenge, challengeResponse, step),
};

function parseOptions(json = ''): object {
  try {
    const options: unknown = JSON.parse(json);
    if (typeof options === 'object' && options !== null) return options;
  } catch {
    // what follows says it
  }
  throw new AuthError({
    kind: 'unknown',
    message: 'The challenge WEB_AUTHN came with CREDENTIAL_REQUEST_OPTIONS that is not a JSON object.',
    recoverySuggestion: 'Check that userPool.endpoint is that of a Cognito user pool.',
  });
}

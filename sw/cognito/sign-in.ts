import type {
  ChallengeNameType,
  InitiateAuthRequest,
  RespondToAuthChallengeRequest,
} from '@aws-sdk/client-cognito-identity-provider';
import { AuthError } from '../../shared/auth-error.js';
import type { ConfirmSignInInput, SignInInput, SignInNextStep } from '../../shared/sign-in.js';
import type { UserPoolConfig } from '../config.js';
import type { ChallengeState, SignInProgress, UserPool } from '../session/ports.js';
import type { AuthAnswer, SignInStep } from './challenges/challenge.js';
import { challengeOf } from './challenges/challenges.js';
import type { CognitoEnvironment } from './environment.js';
import { requireFields } from './required-fields.js';
import { provePassword } from './srp-sign-in.js';
import { InitiateAuth, RespondToAuthChallenge } from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/** A pool that goes on with ever more challenges that need no user is at fault. Two follow a remembered device. */
const FORMALITIES_IN_A_ROW = 4;

/** The sign-in to a user pool: begun by a flow, it goes on from challenge to challenge until there are tokens. */
export function createSignIn(
  config: UserPoolConfig,
  environment: CognitoEnvironment,
): Pick<UserPool, 'signIn' | 'respondToChallenge'> {
  const { userPoolId, userPoolClientId: ClientId } = config;
  const recipient = recipientOf(config);
  const transport = createUserPoolTransport(config, environment);

  function stepOf(options: SignInInput['options'] | ConfirmSignInInput['options'], signal: AbortSignal) {
    const metadata = options?.clientMetadata && { ClientMetadata: options.clientMetadata };
    const step: SignInStep = {
      userPoolId,
      recipient,
      serverNow: environment.serverNow,
      respond({ challengeName, session, username }, responses) {
        const request: RespondToAuthChallengeRequest = {
          ClientId,
          ChallengeName: challengeName as ChallengeNameType,
          ChallengeResponses: { USERNAME: username, ...responses },
          ...(session !== '' && { Session: session }), // PASSWORD_VERIFIER may come without one
          ...metadata,
        };
        return transport.call(RespondToAuthChallenge, request, signal);
      },
    };
    const initiate = (request: Omit<InitiateAuthRequest, 'ClientId'>): Promise<AuthAnswer> =>
      transport.call(InitiateAuth, { ...request, ClientId, ...metadata }, signal);
    return { step, initiate };
  }

  /** @param username the name to answer a challenge under, unless the challenge says another. */
  async function proceed(first: AuthAnswer, firstOperation: string, username: string, step: SignInStep) {
    let answer = first;
    let operation = firstOperation;
    for (let formalities = 0; answer.ChallengeName !== undefined; formalities++) {
      const challenge = challengeOf(answer.ChallengeName);
      const asked = toChallengeState(answer, operation, username);
      if (!('answerAlone' in challenge)) {
        const prepared = challenge.prepare ? await challenge.prepare(asked, step) : asked;
        return { done: false, nextStep: challenge.nextStep(prepared), challenge: prepared } as const;
      }
      if (formalities === FORMALITIES_IN_A_ROW) throw endlessSignIn(asked.challengeName);
      answer = await challenge.answerAlone(asked, step);
      operation = 'RespondToAuthChallenge';
    }
    const { IdToken, AccessToken, RefreshToken } = requireFields(
      answer.AuthenticationResult,
      ['IdToken', 'AccessToken', 'RefreshToken'],
      'AuthenticationResult',
      { operation, recipient },
    );
    return { done: true, tokens: { idToken: IdToken, accessToken: AccessToken, refreshToken: RefreshToken } } as const;
  }

  function toChallengeState(answer: AuthAnswer, operation: string, username: string): ChallengeState {
    const { ChallengeName: challengeName = '', ChallengeParameters: parameters = {} } = answer;
    const { Session: session } = requireFields(answer, ['Session'], '', { operation, recipient });
    return { challengeName, session, username: parameters['USER_ID_FOR_SRP'] ?? username, parameters };
  }

  return {
    async signIn({ username, password, options }, signal) {
      requireText(username, 'username');
      requireText(password, 'password');
      const { step, initiate } = stepOf(options, signal);
      try {
        // The password itself is sent only where that was asked for by name.
        if (options?.authFlowType === 'USER_PASSWORD_AUTH') {
          const AuthParameters = { USERNAME: username, PASSWORD: password };
          const answer = await initiate({ AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
          return await proceed(answer, 'InitiateAuth', username, step);
        }
        const proof = await provePassword({
          begin: (SRP_A) => initiate({ AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: username, SRP_A } }),
          operation: 'InitiateAuth',
          username,
          password,
          step,
        });
        return await proceed(proof.answer, proof.operation, proof.username, step);
      } catch (thrown) {
        return nextStepInstead(thrown);
      }
    },

    async respondToChallenge(challenge, input, signal) {
      requireText(input.challengeResponse, 'challengeResponse');
      const asked = challengeOf(challenge.challengeName);
      const { step } = stepOf(input.options, signal);
      try {
        const answer = await ('answerAlone' in asked
          ? asked.answerAlone(challenge, step)
          : asked.answer(challenge, input, step));
        return await proceed(answer, 'RespondToAuthChallenge', challenge.username, step);
      } catch (thrown) {
        return nextStepInstead(thrown);
      }
    },
  };
}

/** As in Amplify JS v6, a user who has yet to confirm the sign-up or to reset the password has a next step, and no failure. */
const STEP_OF_EXCEPTION: Readonly<Record<string, SignInNextStep>> = {
  UserNotConfirmedException: { signInStep: 'CONFIRM_SIGN_UP' },
  PasswordResetRequiredException: { signInStep: 'RESET_PASSWORD' },
};

function nextStepInstead(thrown: unknown): SignInProgress {
  const name = thrown instanceof AuthError ? thrown.service?.name : undefined;
  const nextStep = name === undefined ? undefined : STEP_OF_EXCEPTION[name];
  if (nextStep === undefined) throw thrown;
  return { done: false, nextStep };
}

function requireText(value: string, field: string): void {
  if (value !== '') return;
  throw new AuthError({
    kind: 'validation',
    message: `${field} is empty.`,
    recoverySuggestion: `Ask the user for it, and pass it as ${field}.`,
  });
}

function endlessSignIn(challengeName: string): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: `The user pool answered one challenge with another until ${challengeName}, and asked the user nothing.`,
    recoverySuggestion: 'Check that userPool.endpoint is that of a Cognito user pool, and sign in again.',
  });
}

import type {
  AuthenticationResultType,
  ChallengeNameType,
  InitiateAuthRequest,
  RespondToAuthChallengeRequest,
} from '@aws-sdk/client-cognito-identity-provider';
import { AuthError } from '../../shared/auth-error.js';
import type { ConfirmSignInInput, SignInInput } from '../../shared/sign-in.js';
import type { UserPoolConfig } from '../config.js';
import { type RefreshedTokens, type SignInProgress, UnsupportedOperation, type UserPool } from '../session/ports.js';
import { challengeResponses, nextStepOf, nextStepOfException } from './challenge.js';
import type { CognitoEnvironment } from './environment.js';
import { requireFields } from './required-fields.js';
import { isUnsupportedOperation } from './service-exceptions.js';
import { claimPassword, createEphemeralKeyPair, srpA } from './srp.js';
import {
  GetTokensFromRefreshToken,
  GlobalSignOut,
  InitiateAuth,
  RespondToAuthChallenge,
  RevokeToken,
} from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/** What InitiateAuth and RespondToAuthChallenge have in common. */
interface AuthAnswer {
  readonly ChallengeName?: string | undefined;
  readonly ChallengeParameters?: Record<string, string> | undefined;
  readonly Session?: string | undefined;
  readonly AuthenticationResult?: AuthenticationResultType | undefined;
}

/**
 * A user pool client.
 * API reference: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
 */
export function createUserPool(config: UserPoolConfig, environment: CognitoEnvironment): UserPool {
  const { userPoolId, userPoolClientId: ClientId } = config;
  const recipient = recipientOf(config);
  const transport = createUserPoolTransport(config, environment);

  const initiateAuth = (request: Omit<InitiateAuthRequest, 'ClientId'>, signal: AbortSignal) =>
    transport.call(InitiateAuth, { ...request, ClientId }, signal);

  const respondToAuthChallenge = (
    request: Omit<RespondToAuthChallengeRequest, 'ClientId'>,
    signal: AbortSignal,
  ): Promise<AuthAnswer> => transport.call(RespondToAuthChallenge, { ...request, ClientId }, signal);

  async function signInWithPassword({ username, password, options }: SignInInput, signal: AbortSignal) {
    const AuthParameters = { USERNAME: username, PASSWORD: password };
    const answer = await initiateAuth(
      { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters, ...clientMetadata(options) },
      signal,
    );
    return progress(answer, 'InitiateAuth', username);
  }

  async function signInWithSrp({ username, password, options }: SignInInput, signal: AbortSignal) {
    const keyPair = createEphemeralKeyPair();
    const AuthParameters = { USERNAME: username, SRP_A: srpA(keyPair) };
    const answer: AuthAnswer = await initiateAuth(
      { AuthFlow: 'USER_SRP_AUTH', AuthParameters, ...clientMetadata(options) },
      signal,
    );
    if (answer.ChallengeName !== 'PASSWORD_VERIFIER') return progress(answer, 'InitiateAuth', username);

    const request = { operation: 'InitiateAuth', recipient };
    const { USER_ID_FOR_SRP, SRP_B, SALT, SECRET_BLOCK } = requireFields(
      answer.ChallengeParameters,
      ['USER_ID_FOR_SRP', 'SRP_B', 'SALT', 'SECRET_BLOCK'],
      'ChallengeParameters',
      request,
    );
    const challenge = { userPoolId, userIdForSrp: USER_ID_FOR_SRP, srpB: SRP_B, salt: SALT, secretBlock: SECRET_BLOCK };
    const claim = await claimPassword(keyPair, challenge, password, environment.serverNow());
    const verified = await respondToAuthChallenge(
      {
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: { USERNAME: USER_ID_FOR_SRP, ...claim },
        Session: answer.Session,
        ...clientMetadata(options),
      },
      signal,
    );
    return progress(verified, 'RespondToAuthChallenge', USER_ID_FOR_SRP);
  }

  /** @param username the name to answer a challenge under, unless the challenge says another. */
  function progress(answer: AuthAnswer, operation: string, username: string): SignInProgress {
    const request = { operation, recipient };
    if (answer.ChallengeName === undefined) {
      const { IdToken, AccessToken, RefreshToken } = requireFields(
        answer.AuthenticationResult,
        ['IdToken', 'AccessToken', 'RefreshToken'],
        'AuthenticationResult',
        request,
      );
      return { done: true, tokens: { idToken: IdToken, accessToken: AccessToken, refreshToken: RefreshToken } };
    }
    const { ChallengeName: challengeName, ChallengeParameters: parameters = {} } = answer;
    const nextStep = nextStepOf(challengeName, parameters);
    const { Session: session } = requireFields(answer, ['Session'], '', request);
    const challenge = { challengeName, session, username: parameters['USER_ID_FOR_SRP'] ?? username, parameters };
    return { done: false, nextStep, challenge };
  }

  async function getTokensFromRefreshToken(RefreshToken: string, signal: AbortSignal): Promise<RefreshedTokens> {
    const answer = await transport.call(GetTokensFromRefreshToken, { RefreshToken, ClientId }, signal);
    return refreshedTokens(answer, 'GetTokensFromRefreshToken');
  }

  async function refreshTokenAuth(REFRESH_TOKEN: string, signal: AbortSignal): Promise<RefreshedTokens> {
    const AuthParameters = { REFRESH_TOKEN };
    const answer = await initiateAuth({ AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters }, signal);
    return refreshedTokens(answer, 'InitiateAuth');
  }

  function refreshedTokens({ AuthenticationResult }: AuthAnswer, operation: string): RefreshedTokens {
    const { IdToken: idToken, AccessToken: accessToken } = requireFields(
      AuthenticationResult,
      ['IdToken', 'AccessToken'],
      'AuthenticationResult',
      { operation, recipient },
    );
    const refreshToken = AuthenticationResult?.RefreshToken;
    return { idToken, accessToken, ...(refreshToken && { refreshToken }) };
  }

  return {
    async signIn(input, signal) {
      requireText(input.username, 'username');
      requireText(input.password, 'password');
      // The password itself is sent only where that was asked for by name.
      const signIn = input.options?.authFlowType === 'USER_PASSWORD_AUTH' ? signInWithPassword : signInWithSrp;
      return signIn(input, signal).catch(nextStepInstead);
    },

    async respondToChallenge({ challengeName, username, session }, input, signal) {
      requireText(input.challengeResponse, 'challengeResponse');
      const request = {
        ChallengeName: challengeName as ChallengeNameType,
        ChallengeResponses: challengeResponses(challengeName, username, input),
        Session: session,
        ...clientMetadata(input.options),
      };
      const answer = respondToAuthChallenge(request, signal);
      return answer.then((it) => progress(it, 'RespondToAuthChallenge', username)).catch(nextStepInstead);
    },

    async refresh(refreshToken, operation, signal) {
      const refresh = operation === 'REFRESH_TOKEN_AUTH' ? refreshTokenAuth : getTokensFromRefreshToken;
      try {
        return await refresh(refreshToken, signal);
      } catch (thrown) {
        if (!(thrown instanceof AuthError && isUnsupportedOperation(thrown))) throw thrown;
        throw new UnsupportedOperation(thrown.message);
      }
    },

    async revoke(Token, signal) {
      await transport.call(RevokeToken, { Token, ClientId }, signal);
    },

    async globalSignOut(AccessToken, signal) {
      await transport.call(GlobalSignOut, { AccessToken }, signal);
    },
  };
}

function clientMetadata(options: SignInInput['options'] | ConfirmSignInInput['options']) {
  return options?.clientMetadata && { ClientMetadata: options.clientMetadata };
}

/** As in Amplify JS v6, a user who has yet to confirm the sign-up or to reset the password has a next step. */
function nextStepInstead(thrown: unknown): SignInProgress {
  const nextStep = thrown instanceof AuthError ? nextStepOfException(thrown.service?.name) : undefined;
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

import type { ChallengeNameType, RespondToAuthChallengeRequest } from '@aws-sdk/client-cognito-identity-provider';
import { AuthError } from '../../shared/auth-error.js';
import type { ClientMetadataOptions } from '../../shared/client-metadata.js';
import type { SignInNextStep } from '../../shared/sign-in.js';
import type { UserPoolConfig } from '../config.js';
import type { ChallengeState, KnownDevices, NewDevice, SignInProgress, UserPool } from '../session/ports.js';
import type { AuthAnswer, ChallengeResponses, SignInStep } from './challenges/challenge.js';
import { challengeOf } from './challenges/challenges.js';
import { beginsWithDeviceKey, onDevice, takesDeviceKey } from './device-key.js';
import type { CognitoEnvironment } from './environment.js';
import { requireFields } from './required-fields.js';
import { requireText } from './required-text.js';
import { beginSignIn } from './sign-in-flows.js';
import { InitiateAuth, RespondToAuthChallenge } from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/** A pool that goes on with ever more challenges that need no user is at fault. Two follow a remembered device. */
const FORMALITIES_IN_A_ROW = 4;

/** The sign-in to a user pool: begun by a flow, it goes on from challenge to challenge until there are tokens. */
export function createSignIn(
  config: UserPoolConfig,
  environment: CognitoEnvironment,
): Pick<UserPool, 'signIn' | 'signInWithSession' | 'respondToChallenge'> {
  const { userPoolId, userPoolClientId: ClientId } = config;
  const recipient = recipientOf(config);
  const transport = createUserPoolTransport(config, environment);

  function stepOf(
    { options }: { readonly options?: ClientMetadataOptions },
    signal: AbortSignal,
    devices: KnownDevices | undefined,
  ): SignInStep {
    const device = async (username: string) => devices?.find(username);
    const metadata = options?.clientMetadata && { ClientMetadata: options.clientMetadata };
    return {
      userPoolId,
      recipient,
      serverNow: () => environment.time.read().now,
      call: (operation, input) => transport.call(operation, input, signal),
      device,
      async initiate(AuthFlow, username, parameters, Session) {
        const found = beginsWithDeviceKey(AuthFlow, parameters) ? await device(username) : undefined;
        const answer = await onDevice(found, (deviceKey) => {
          const AuthParameters = { USERNAME: username, ...parameters, ...deviceKey };
          const request = {
            ClientId,
            AuthFlow,
            AuthParameters,
            ...(Session !== undefined && { Session }),
            ...metadata,
          };
          return transport.call(InitiateAuth, request, signal);
        });
        return { ...answer, operation: 'InitiateAuth', username };
      },
      async respond({ challengeName, session, username }, responses) {
        const request = (deviceKey: ChallengeResponses = {}): RespondToAuthChallengeRequest => ({
          ClientId,
          ChallengeName: challengeName as ChallengeNameType,
          ChallengeResponses: { USERNAME: username, ...responses, ...deviceKey },
          ...(session !== '' && { Session: session }), // PASSWORD_VERIFIER may come without one
          ...metadata,
        });
        const found = takesDeviceKey(challengeName) ? await device(username) : undefined;
        const answer = await onDevice(found, (deviceKey) =>
          transport.call(RespondToAuthChallenge, request(deviceKey), signal),
        );
        return { ...answer, operation: 'RespondToAuthChallenge', username };
      },
    };
  }

  async function proceed(first: AuthAnswer, step: SignInStep): Promise<SignInProgress> {
    let answer = first;
    for (let formalities = 0; answer.ChallengeName !== undefined; formalities++) {
      const challenge = challengeOf(answer.ChallengeName);
      const asked = toChallengeState(answer);
      if (!('answerAlone' in challenge)) {
        const prepared = challenge.prepare ? await challenge.prepare(asked, step) : asked;
        return { done: false, nextStep: challenge.nextStep(prepared), challenge: prepared };
      }
      if (formalities === FORMALITIES_IN_A_ROW) throw endlessSignIn(asked.challengeName);
      answer = await challenge.answerAlone(asked, step);
    }
    const { IdToken, AccessToken, RefreshToken } = requireFields(
      answer.AuthenticationResult,
      ['IdToken', 'AccessToken', 'RefreshToken'],
      'AuthenticationResult',
      { operation: answer.operation, recipient },
    );
    const newDevice = toNewDevice(answer);
    const deviceKey = newDevice ? undefined : (await step.device(answer.username))?.deviceKey;
    return {
      done: true,
      tokens: { idToken: IdToken, accessToken: AccessToken, refreshToken: RefreshToken },
      ...(newDevice && { newDevice }),
      ...(deviceKey !== undefined && { deviceKey }),
    };
  }

  function toChallengeState(answer: AuthAnswer): ChallengeState {
    const { ChallengeName: challengeName = '', ChallengeParameters: parameters = {} } = answer;
    const { Session: session } = requireFields(answer, ['Session'], '', { operation: answer.operation, recipient });
    return {
      challengeName,
      session,
      username: parameters['USER_ID_FOR_SRP'] ?? parameters['USERNAME'] ?? answer.username,
      parameters,
      ...(answer.AvailableChallenges && { availableChallenges: answer.AvailableChallenges }),
    };
  }

  async function advance(step: SignInStep, answer: () => Promise<AuthAnswer>): Promise<SignInProgress> {
    try {
      return await proceed(await answer(), step);
    } catch (thrown) {
      return nextStepInstead(thrown);
    }
  }

  return {
    async signIn(input, signal, devices) {
      const step = stepOf(input, signal, devices);
      return await advance(step, () => beginSignIn(input, step));
    },

    async signInWithSession({ username, session, options }, signal, devices) {
      const step = stepOf({ options }, signal, devices);
      const { preferredChallenge: preferred } = options;
      // The challenges that begin with the password would need it here.
      const parameters = preferred && !preferred.startsWith('PASSWORD') ? { PREFERRED_CHALLENGE: preferred } : {};
      return await advance(step, () => step.initiate('USER_AUTH', username, parameters, session));
    },

    async respondToChallenge(challenge, input, signal, devices) {
      requireText(input.challengeResponse, 'challengeResponse');
      const asked = challengeOf(challenge.challengeName);
      const step = stepOf(input, signal, devices);
      return await advance(step, () =>
        'answerAlone' in asked ? asked.answerAlone(challenge, step) : asked.answer(challenge, input, step),
      );
    },
  };
}

/** Keys that are not complete are of no use, and no reason to refuse the sign-in. */
function toNewDevice({ AuthenticationResult }: AuthAnswer): NewDevice | undefined {
  const { DeviceKey: deviceKey, DeviceGroupKey: deviceGroupKey } = AuthenticationResult?.NewDeviceMetadata ?? {};
  return deviceKey && deviceGroupKey ? { deviceKey, deviceGroupKey } : undefined;
}

/** As in Amplify JS v6, a user who has yet to confirm the sign-up or to reset the password has a next step, and no failure. */
const STEP_OF_EXCEPTION: ReadonlyMap<string, SignInNextStep> = new Map([
  ['UserNotConfirmedException', { signInStep: 'CONFIRM_SIGN_UP' }],
  ['PasswordResetRequiredException', { signInStep: 'RESET_PASSWORD' }],
]);

function nextStepInstead(thrown: unknown): SignInProgress {
  const name = thrown instanceof AuthError ? thrown.service?.name : undefined;
  const nextStep = name === undefined ? undefined : STEP_OF_EXCEPTION.get(name);
  if (nextStep === undefined) throw thrown;
  return { done: false, nextStep };
}

function endlessSignIn(challengeName: string): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: `The user pool answered one challenge with another until ${challengeName}.`,
    recoverySuggestion: 'Check that userPool.endpoint is that of a Cognito user pool.',
  });
}

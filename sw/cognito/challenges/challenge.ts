import type { AuthenticationResultType, AuthFlowType } from '@aws-sdk/client-cognito-identity-provider';
import type { ConfirmSignInInput, WireSignInNextStep } from '../../../shared/sign-in.js';
import type { ChallengeState, DeviceSecret } from '../../session/ports.js';
import type { Operation } from '../operation.js';

/** What InitiateAuth and RespondToAuthChallenge have in common, and where it came from. */
export interface AuthAnswer {
  readonly ChallengeName?: string | undefined;
  readonly ChallengeParameters?: Record<string, string> | undefined;
  /** Of InitiateAuth, with SELECT_CHALLENGE. */
  readonly AvailableChallenges?: readonly string[] | undefined;
  readonly Session?: string | undefined;
  readonly AuthenticationResult?: AuthenticationResultType | undefined;
  /** For errors: the operation that was answered. */
  readonly operation: string;
  /** The name to answer the next challenge under, unless that says another. */
  readonly username: string;
}

/** The parameters that answer a challenge: `ChallengeResponses`. */
export type ChallengeResponses = Readonly<Record<string, string>>;

/** What a flow or a challenge may use of the pool, for the length of one step of a sign-in. */
export interface SignInStep {
  readonly userPoolId: string;
  /** For errors: whom the requests go to. */
  readonly recipient: string;
  /** InitiateAuth, with the user's name in its `AuthParameters` beside these; `session` only from a confirmed sign-up. */
  initiate(
    flow: AuthFlowType,
    username: string,
    parameters: Readonly<Record<string, string>>,
    session?: string,
  ): Promise<AuthAnswer>;
  /** RespondToAuthChallenge to this challenge: its name, its session and its user's name beside these responses. */
  respond(challenge: ChallengeState, responses: ChallengeResponses): Promise<AuthAnswer>;
  /** Another of the pool's operations, such as one that a challenge's session authorises. */
  call<Input extends object, Output>(operation: Operation<Input, Output>, input: NoInfer<Input>): Promise<Output>;
  /** The device that this browser is to the user of that name. */
  device(username: string): Promise<DeviceSecret | undefined>;
  /** The service's clock: milliseconds since the epoch. */
  serverNow(): number;
}

/** A challenge that the user answers. */
export interface Question {
  /** What has to be asked of the pool before the user can be asked: answers the challenge as it stands then. */
  prepare?(challenge: ChallengeState, step: SignInStep): Promise<ChallengeState>;
  /** What the application has to do about it, in the values of Amplify JS v6; for a passkey, what the page has to do. */
  nextStep(challenge: ChallengeState): WireSignInNextStep;
  /** Passes on what the user has entered, in as many requests as it takes. */
  answer(challenge: ChallengeState, input: ConfirmSignInInput, step: SignInStep): Promise<AuthAnswer>;
}

/** A challenge that the worker answers by itself, so that no application sees it. */
export interface Formality {
  answerAlone(challenge: ChallengeState, step: SignInStep): Promise<AuthAnswer>;
}

/** One of the pool's challenges. Each is a value of its own, with its name in the table of challenges.ts. */
export type Challenge = Question | Formality;

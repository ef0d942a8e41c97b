import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import type { ConfirmSignInInput, SignInNextStep } from '../../../shared/sign-in.js';
import type { ChallengeState } from '../../session/ports.js';

/** What InitiateAuth and RespondToAuthChallenge have in common. */
export interface AuthAnswer {
  readonly ChallengeName?: string | undefined;
  readonly ChallengeParameters?: Record<string, string> | undefined;
  readonly Session?: string | undefined;
  readonly AuthenticationResult?: AuthenticationResultType | undefined;
}

/** The parameters that answer a challenge: `ChallengeResponses`. */
export type ChallengeResponses = Readonly<Record<string, string>>;

/** What a challenge may use of the pool that poses it, for the length of one step of a sign-in. */
export interface SignInStep {
  readonly userPoolId: string;
  /** For errors: whom the requests go to. */
  readonly recipient: string;
  /** RespondToAuthChallenge to this challenge, under its name, its session and its user's name unless `responses` says another. */
  respond(challenge: ChallengeState, responses: ChallengeResponses): Promise<AuthAnswer>;
  /** The service's clock: milliseconds since the epoch. */
  serverNow(): number;
}

/** A challenge that the user answers. */
export interface Question {
  /** What has to be asked of the pool before the user can be asked: answers the challenge as it stands then. */
  prepare?(challenge: ChallengeState, step: SignInStep): Promise<ChallengeState>;
  /** What the application has to do about it, in the values of Amplify JS v6. */
  nextStep(challenge: ChallengeState): SignInNextStep;
  /** Passes on what the user has entered, in as many requests as it takes. */
  answer(challenge: ChallengeState, input: ConfirmSignInInput, step: SignInStep): Promise<AuthAnswer>;
}

/** A challenge that the worker answers by itself, so that no application sees it. */
export interface Formality {
  answerAlone(challenge: ChallengeState, step: SignInStep): Promise<AuthAnswer>;
}

/** One of the pool's challenges. Each is a value of its own, with its name in the table of challenges.ts. */
export type Challenge = Question | Formality;

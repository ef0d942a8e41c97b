import type { ChallengeSession, ChallengeSessions } from './challenge-sessions.js';
import { type RequestInput, requiredParameter, stringMap } from './request-input.js';
import { notAuthorized } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { AuthAnswer, OpenChallenge } from './sign-in.js';
import type { PoolUser } from './users.js';

/** A challenge that is behind the user: an entry of the triggers' `session`. */
export interface CustomRound {
  readonly challengeName: 'SRP_A' | 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE';
  readonly challengeResult: boolean;
}

/**
 * The three Lambda triggers of custom authentication in one function: it decides what comes next, makes the challenge, and
 * says which answer is right.
 */
export type CustomAuthTriggers = (event: {
  readonly user: PoolUser;
  readonly session: readonly CustomRound[];
  readonly clientMetadata: Readonly<Record<string, string>>;
}) =>
  | 'issueTokens'
  | 'failAuthentication'
  | { readonly publicChallengeParameters: Readonly<Record<string, string>>; readonly rightAnswer: string };

interface Context {
  settings: CognitoSettings;
  sessions: ChallengeSessions;
  findUser(login: string): PoolUser | undefined;
  /** USER_SRP_AUTH's first answer. */
  beginSrp(parameters: ReadonlyMap<string, string>): AuthAnswer;
  open: OpenChallenge;
  completed(user: PoolUser, deviceKey?: string): Promise<AuthAnswer>;
}

/** The flow CUSTOM_AUTH, and CUSTOM_CHALLENGE. */
export class CustomAuth {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** InitiateAuth. */
  begin(input: RequestInput): Promise<AuthAnswer> | AuthAnswer {
    const { findUser, sessions, beginSrp } = this.#context;
    const parameters = stringMap(input, 'AuthParameters');
    const user = findUser(requiredParameter(parameters, 'USERNAME'));
    if (parameters.get('CHALLENGE_NAME') === 'SRP_A') {
      const answer = beginSrp(parameters);
      if (!user) return answer;
      const rounds: CustomRound[] = [{ challengeName: 'SRP_A', challengeResult: true }];
      const session = { challengeName: 'PASSWORD_VERIFIER', username: user.username, rounds } as const;
      return { ...answer, Session: sessions.open(session) };
    }
    if (!user) throw notAuthorized('Incorrect username or password.');
    return this.#next(user, [], input);
  }

  /** The password is proven, in a flow that goes on here. */
  afterProof(user: PoolUser, { rounds = [] }: ChallengeSession, input: RequestInput): Promise<AuthAnswer> | AuthAnswer {
    return this.#next(user, [...rounds, { challengeName: 'PASSWORD_VERIFIER', challengeResult: true }], input);
  }

  /** RespondToAuthChallenge. */
  respond(input: RequestInput, responses: ReadonlyMap<string, string>): Promise<AuthAnswer> | AuthAnswer {
    const { user, id, session } = this.#context.open(
      input,
      requiredParameter(responses, 'USERNAME'),
      'CUSTOM_CHALLENGE',
    );
    const challengeResult = requiredParameter(responses, 'ANSWER') === session.code;
    this.#context.sessions.close(id);
    return this.#next(user, [...(session.rounds ?? []), { challengeName: 'CUSTOM_CHALLENGE', challengeResult }], input);
  }

  #next(user: PoolUser, rounds: readonly CustomRound[], input: RequestInput): Promise<AuthAnswer> | AuthAnswer {
    const { settings, sessions, completed } = this.#context;
    // The real service's exception for a pool without the triggers is not documented.
    if (!settings.customAuth) {
      throw notAuthorized('Custom auth lambda trigger is not configured for the user pool.');
    }
    const clientMetadata = Object.fromEntries(stringMap(input, 'ClientMetadata'));
    const decision = settings.customAuth({ user, session: rounds, clientMetadata });
    if (decision === 'issueTokens') return completed(user, stringMap(input, 'ChallengeResponses').get('DEVICE_KEY'));
    if (decision === 'failAuthentication') throw notAuthorized('Incorrect username or password.');
    const { username } = user;
    const { publicChallengeParameters, rightAnswer: code } = decision;
    return {
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: username, ...publicChallengeParameters },
      Session: sessions.open({ challengeName: 'CUSTOM_CHALLENGE', username, code, rounds }),
    };
  }
}

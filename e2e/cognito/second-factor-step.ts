import type { ChallengeSession, ChallengeSessions } from './challenge-sessions.js';
import { codeChallenge } from './code-challenge.js';
import { factorsOf, preferredOf, type SecondFactors } from './second-factors.js';
import { invalidParameter } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { AuthAnswer, OpenChallenge } from './sign-in.js';
import type { PoolUser, UserMfa, Users } from './users.js';

type Answer = Promise<AuthAnswer> | AuthAnswer;

interface Context {
  settings: CognitoSettings;
  sessions: ChallengeSessions;
  users: Users;
  secondFactors: SecondFactors;
  completed(user: PoolUser, deviceKey?: string): Promise<AuthAnswer>;
}

/** What follows the first factor: the code of the second, the choice among several, or the set-up of one. */
export class SecondFactorStep {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  begin(user: PoolUser, deviceKey: string | undefined): Answer {
    const { settings, completed } = this.#context;
    const { username } = user;
    const factors = factorsOf(user);
    const preferred = factors.find(({ type }) => type === preferredOf(user));
    if (preferred) return this.#codeChallenge(user, preferred, deviceKey);
    const session = { username, ...(deviceKey !== undefined && { deviceKey }) };
    if (factors.length > 0) {
      const types = JSON.stringify(factors.map(({ type }) => type));
      const parameters = { USER_ID_FOR_SRP: username, MFAS_CAN_CHOOSE: types };
      return this.#challenge({ challengeName: 'SELECT_MFA_TYPE', ...session }, parameters);
    }
    if (settings.mfa === 'optional') return completed(user, deviceKey);
    const parameters = { USER_ID_FOR_SRP: username, MFAS_CAN_SETUP: JSON.stringify(settings.mfasToSetUp) };
    return this.#challenge({ challengeName: 'MFA_SETUP', ...session }, parameters);
  }

  /** RespondToAuthChallenge to SELECT_MFA_TYPE and MFA_SETUP. */
  respond({ user, id, session }: ReturnType<OpenChallenge>, responses: ReadonlyMap<string, string>): Answer {
    if (session.challengeName === 'MFA_SETUP') return this.#setUp(user, id, session, responses.get('EMAIL'));
    const factor = factorsOf(user).find(({ type }) => type === responses.get('ANSWER'));
    // What the real service says of a factor that was not offered is not documented.
    if (!factor) throw invalidParameter('ANSWER is none of MFAS_CAN_CHOOSE.');
    this.#context.sessions.close(id);
    return this.#codeChallenge(user, factor, session.deviceKey);
  }

  /** With an address that a code goes to, or after a software token was verified. */
  #setUp(user: PoolUser, id: string, session: ChallengeSession, email: string | undefined): Answer {
    const { secondFactors, completed, sessions } = this.#context;
    if (email === undefined) secondFactors.enableVerified(user, session);
    else if (!email.includes('@')) throw invalidParameter('Invalid email address format.');
    sessions.close(id);
    if (email === undefined) return completed(user, session.deviceKey);
    const addressee = { ...user, attributes: { ...user.attributes, email } };
    return this.#codeChallenge(addressee, { type: 'EMAIL_OTP' }, session.deviceKey, email);
  }

  #codeChallenge(user: PoolUser, mfa: UserMfa, deviceKey: string | undefined, newEmail?: string): AuthAnswer {
    const { username } = user;
    const { code, parameters } = codeChallenge(user, mfa);
    if (code !== undefined) this.#context.users.sent(username, code);
    return this.#challenge(
      {
        challengeName: mfa.type,
        username,
        ...(code !== undefined && { code }),
        ...(deviceKey !== undefined && { deviceKey }),
        ...(newEmail !== undefined && { newEmail }),
      },
      parameters,
    );
  }

  #challenge(session: ChallengeSession, parameters: Record<string, string>): AuthAnswer {
    return {
      ChallengeName: session.challengeName,
      ChallengeParameters: parameters,
      Session: this.#context.sessions.open(session),
    };
  }
}

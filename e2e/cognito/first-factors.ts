import type { ChallengeSession, ChallengeSessions } from './challenge-sessions.js';
import { codeChallenge } from './code-challenge.js';
import type { Passkeys } from './passkeys.js';
import { type RequestInput, requiredParameter, stringMap } from './request-input.js';
import { invalidParameter, notAuthorized } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { AuthAnswer, OpenChallenge } from './sign-in.js';
import type { PoolUser, Users } from './users.js';

/** What a user may begin a sign-in with: the API's `AvailableChallenges`. */
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

type Answer = Promise<AuthAnswer> | AuthAnswer;
type Parameters = ReadonlyMap<string, string>;

interface Context {
  settings: CognitoSettings;
  sessions: ChallengeSessions;
  users: Users;
  passkeys: Passkeys;
  findUser(login: string): PoolUser | undefined;
  withPassword(parameters: Parameters): Answer;
  /** USER_SRP_AUTH's first answer. */
  beginSrp(parameters: Parameters): AuthAnswer;
  open: OpenChallenge;
  completed(user: PoolUser): Promise<AuthAnswer>;
}

/** The flow USER_AUTH, and the challenges with which it begins. A passkey or a code asks for no second factor afterwards. */
export class FirstFactors {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** InitiateAuth. */
  begin(input: RequestInput): Answer {
    const parameters = stringMap(input, 'AuthParameters');
    const user = this.#context.findUser(requiredParameter(parameters, 'USERNAME'));
    // The real service poses a challenge for an unknown user, too, as one that cannot be met.
    if (!user) throw notAuthorized('Incorrect username or password.');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    const available = this.#available(user);
    const preferred = available.find((factor) => factor === parameters.get('PREFERRED_CHALLENGE'));
    if (preferred) return this.#pose(user, preferred, parameters);
    return {
      ChallengeName: 'SELECT_CHALLENGE',
      ChallengeParameters: {},
      AvailableChallenges: available,
      Session: this.#context.sessions.open({ challengeName: 'SELECT_CHALLENGE', username: user.username }),
    };
  }

  /** RespondToAuthChallenge to SELECT_CHALLENGE. The Session may be of a passkey that the user has given up. */
  select(input: RequestInput, responses: Parameters): Answer {
    const username = requiredParameter(responses, 'USERNAME');
    const { user, id } = this.#context.open(input, username, 'SELECT_CHALLENGE', 'WEB_AUTHN');
    const chosen = requiredParameter(responses, 'ANSWER');
    const factor = this.#available(user).find((available) => available === chosen);
    // What the real service says of a factor that it has not offered is not documented.
    if (!factor) throw invalidParameter('ANSWER is none of the available challenges.');
    this.#context.sessions.close(id);
    return this.#pose(user, factor, responses);
  }

  /** RespondToAuthChallenge to WEB_AUTHN. */
  async presentPasskey(input: RequestInput, responses: Parameters): Promise<AuthAnswer> {
    const { open, passkeys, sessions, completed } = this.#context;
    const { user, id, session } = open(input, requiredParameter(responses, 'USERNAME'), 'WEB_AUTHN');
    await passkeys.assertRight(user, session.code ?? '', requiredParameter(responses, 'CREDENTIAL'));
    sessions.close(id);
    return await completed(user);
  }

  #available(user: PoolUser): FirstFactor[] {
    const { settings, passkeys } = this.#context;
    const has: Record<FirstFactor, boolean> = {
      PASSWORD: user.password !== '',
      PASSWORD_SRP: user.password !== '',
      EMAIL_OTP: user.attributes['email_verified'] === 'true',
      SMS_OTP: user.attributes['phone_number_verified'] === 'true',
      WEB_AUTHN: passkeys.of(user).length > 0,
    };
    return settings.firstFactors.filter((factor) => has[factor]);
  }

  #pose(user: PoolUser, factor: FirstFactor, parameters: Parameters): Answer {
    const { withPassword, beginSrp, sessions } = this.#context;
    switch (factor) {
      case 'PASSWORD':
        return withPassword(parameters);
      case 'PASSWORD_SRP': {
        const session = { challengeName: 'PASSWORD_VERIFIER', username: user.username } as const;
        return { ...beginSrp(parameters), Session: sessions.open(session) };
      }
      case 'EMAIL_OTP':
      case 'SMS_OTP':
        return this.#sendCode(user, factor);
      case 'WEB_AUTHN':
        return this.#askForPasskey(user);
    }
  }

  #sendCode(user: PoolUser, factor: 'EMAIL_OTP' | 'SMS_OTP'): AuthAnswer {
    const { code = '', parameters } = codeChallenge(user, { type: factor === 'SMS_OTP' ? 'SMS_MFA' : factor });
    this.#context.users.sent(user.username, code);
    return this.#challenge({ challengeName: factor, username: user.username, code }, parameters);
  }

  async #askForPasskey(user: PoolUser): Promise<AuthAnswer> {
    const options = await this.#context.passkeys.requestOptions(user);
    const session = { challengeName: 'WEB_AUTHN', username: user.username, code: options.challenge } as const;
    return this.#challenge(session, { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) });
  }

  #challenge(session: ChallengeSession, parameters: Record<string, string>): AuthAnswer {
    return {
      ChallengeName: session.challengeName,
      ChallengeParameters: parameters,
      Session: this.#context.sessions.open(session),
    };
  }
}

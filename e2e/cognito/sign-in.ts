import type { ChallengeSession, ChallengeSessions } from './challenge-sessions.js';
import { assertRightCode, CODE_PARAMETER, isCodeChallengeName } from './code-challenge.js';
import { CustomAuth } from './custom-auth.js';
import { DeviceVerifier } from './device-verifier.js';
import type { Devices } from './devices.js';
import { FirstFactors } from './first-factors.js';
import type { Passkeys } from './passkeys.js';
import { assertAcceptablePassword } from './password-policy.js';
import { PasswordVerifier } from './password-verifier.js';
import { optionalString, type RequestInput, requiredMember, requiredParameter, stringMap } from './request-input.js';
import { SecondFactorStep } from './second-factor-step.js';
import type { SecondFactors } from './second-factors.js';
import type { ServerClock } from './server-clock.js';
import { invalidParameter, notAuthorized, ServiceError } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { PoolUser, Users } from './users.js';

/** What an authentication operation answers. */
export type AuthAnswer = Record<string, unknown>;

export interface SignInContext {
  /** The pool's id without its region. */
  poolName: string;
  users: Users;
  clock: ServerClock;
  settings: CognitoSettings;
  sessions: ChallengeSessions;
  devices: Devices;
  secondFactors: SecondFactors;
  passkeys: Passkeys;
  /** What a completed sign-in answers. */
  completed(user: PoolUser, deviceKey?: string): Promise<AuthAnswer>;
}

/** The user and the session of a challenge that is one of those named. */
export type OpenChallenge = (
  input: RequestInput,
  username: string,
  ...challengeNames: readonly ChallengeSession['challengeName'][]
) => { user: PoolUser; id: string; session: ChallengeSession };

const ATTRIBUTE_PREFIX = 'userAttributes.';

/** From a name and a password, by way of the challenges, to tokens. */
export class SignIn {
  readonly #context: SignInContext;
  readonly #sessions: ChallengeSessions;
  readonly #deviceVerifier: DeviceVerifier;
  readonly #secondFactorStep: SecondFactorStep;
  readonly #passwordVerifier: PasswordVerifier;
  readonly #firstFactors: FirstFactors;
  readonly #customAuth: CustomAuth;

  constructor(context: SignInContext) {
    this.#context = context;
    this.#sessions = context.sessions;
    this.#deviceVerifier = new DeviceVerifier(context);
    this.#secondFactorStep = new SecondFactorStep(context);
    this.#passwordVerifier = new PasswordVerifier(context);
    const shared = {
      ...context,
      sessions: this.#sessions,
      findUser: (login: string) => this.#findUser(login),
      withPassword: (parameters: ReadonlyMap<string, string>) => this.#withPassword(parameters),
      beginSrp: (parameters: ReadonlyMap<string, string>) => this.#beginSrp(parameters),
      open: this.#openChallenge,
    };
    this.#firstFactors = new FirstFactors(shared);
    this.#customAuth = new CustomAuth(shared);
  }

  /** InitiateAuth, USER_PASSWORD_AUTH. */
  async withPassword(input: RequestInput): Promise<AuthAnswer> {
    return this.#withPassword(stringMap(input, 'AuthParameters'));
  }

  /** InitiateAuth, USER_SRP_AUTH. */
  withSrp(input: RequestInput): AuthAnswer {
    return this.#beginSrp(stringMap(input, 'AuthParameters'));
  }

  /** InitiateAuth, USER_AUTH. */
  async withChoice(input: RequestInput): Promise<AuthAnswer> {
    if (optionalString(input, 'Session') !== undefined) return this.#withSession(input);
    return this.#firstFactors.begin(input);
  }

  /** InitiateAuth, CUSTOM_AUTH. */
  async withCustomAuth(input: RequestInput): Promise<AuthAnswer> {
    return this.#customAuth.begin(input);
  }

  #withPassword(parameters: ReadonlyMap<string, string>): Promise<AuthAnswer> | AuthAnswer {
    const user = this.#findUser(requiredParameter(parameters, 'USERNAME'));
    const password = requiredParameter(parameters, 'PASSWORD');
    if (!user) throw notAuthorized('Incorrect username or password.');
    assertMayTryPassword(user);
    if (user.password !== password) throw notAuthorized('Incorrect username or password.');
    return this.#afterPassword(user, parameters.get('DEVICE_KEY'));
  }

  #beginSrp(parameters: ReadonlyMap<string, string>): AuthAnswer {
    const login = requiredParameter(parameters, 'USERNAME');
    const clientPublic = requiredParameter(parameters, 'SRP_A');
    const user = this.#findUser(login);
    if (user) assertMayTryPassword(user);
    // As the documented examples: no Session here, the secret block carries the state.
    return {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: this.#passwordVerifier.challenge(user, login, clientPublic),
    };
  }

  /** With the session that a confirmed sign-up came with: the user has just proven who it is. */
  async #withSession(input: RequestInput): Promise<AuthAnswer> {
    const user = this.#findUser(requiredParameter(stringMap(input, 'AuthParameters'), 'USERNAME'));
    const id = requiredMember(input, 'Session');
    const session = this.#sessions.find(id, 'CONFIRMED_SIGN_UP');
    if (!user || user.username !== session.username) throw notAuthorized('Invalid session for the user.');
    assertMayTryPassword(user);
    this.#sessions.close(id);
    return this.#context.completed(user);
  }

  /** RespondToAuthChallenge. */
  async respond(input: RequestInput): Promise<AuthAnswer> {
    const challengeName = requiredMember(input, 'ChallengeName');
    const responses = stringMap(input, 'ChallengeResponses');
    const username = requiredParameter(responses, 'USERNAME');
    if (challengeName === 'PASSWORD_VERIFIER') {
      const user = this.#passwordVerifier.verify(responses, username, this.#context.devices);
      const deviceKey = responses.get('DEVICE_KEY');
      // The flows that go on from here, or began with a choice, have a Session; USER_SRP_AUTH has none.
      if (optionalString(input, 'Session') === undefined) return this.#afterPassword(user, deviceKey);
      const { id, session } = this.#openChallenge(input, username, challengeName);
      this.#sessions.close(id);
      if (session.rounds) return this.#customAuth.afterProof(user, session, input);
      return this.#afterPassword(user, deviceKey);
    }
    if (challengeName === 'SELECT_CHALLENGE') return this.#firstFactors.select(input, responses);
    if (challengeName === 'WEB_AUTHN') return this.#firstFactors.presentPasskey(input, responses);
    if (challengeName === 'CUSTOM_CHALLENGE') return this.#customAuth.respond(input, responses);
    if (challengeName === 'NEW_PASSWORD_REQUIRED') {
      const { user, id, session } = this.#openChallenge(input, username, challengeName);
      return this.#newPassword(user, id, responses, session.deviceKey);
    }
    if (challengeName === 'SELECT_MFA_TYPE' || challengeName === 'MFA_SETUP') {
      const opened = this.#openChallenge(input, username, challengeName);
      return this.#secondFactorStep.respond(opened, responses);
    }
    if (challengeName === 'DEVICE_SRP_AUTH') {
      const { user, id } = this.#openChallenge(input, username, challengeName);
      return { ...this.#deviceVerifier.begin(user, id, responses) };
    }
    if (challengeName === 'DEVICE_PASSWORD_VERIFIER') {
      const { user, id, session } = this.#openChallenge(input, username, challengeName);
      const device = this.#deviceVerifier.verify(user, session, responses);
      this.#sessions.close(id);
      return this.#context.completed(user, device.key);
    }
    if (isCodeChallengeName(challengeName)) {
      const { user, id, session } = this.#openChallenge(input, username, challengeName);
      const answer = requiredParameter(responses, CODE_PARAMETER[challengeName]);
      const deviceKey = this.#context.devices.find(user, responses.get('DEVICE_KEY'))?.key ?? session.deviceKey;
      assertRightCode(session, user, answer, this.#context.clock.now());
      this.#sessions.close(id);
      if (session.newEmail !== undefined) {
        Object.assign(user.attributes, { email: session.newEmail, email_verified: 'true' });
        user.mfa = { type: 'EMAIL_OTP' };
      }
      return this.#context.completed(user, deviceKey);
    }
    throw invalidParameter(`Challenge ${challengeName} is not supported by the local Cognito.`);
  }

  #findUser(login: string): PoolUser | undefined {
    const user = this.#context.users.find(login);
    if (!user && !this.#context.settings.preventUserExistenceErrors) {
      throw new ServiceError('UserNotFoundException', 'User does not exist.');
    }
    return user;
  }

  #openChallenge: OpenChallenge = (input, username, ...challengeNames) => {
    const id = requiredMember(input, 'Session');
    const session = this.#sessions.find(id, ...challengeNames);
    const user = this.#context.users.find(username);
    if (user?.username !== session.username) throw notAuthorized('Invalid session for the user.');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    return { user, id, session };
  };

  #afterPassword(user: PoolUser, deviceKey: string | undefined): Promise<AuthAnswer> | AuthAnswer {
    if (user.status === 'UNCONFIRMED') throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
    if (user.status !== 'FORCE_CHANGE_PASSWORD') return this.#afterFirstFactor(user, deviceKey);
    const missing = this.#missingAttributes(user).map((name) => `${ATTRIBUTE_PREFIX}${name}`);
    return this.#challenge(
      { challengeName: 'NEW_PASSWORD_REQUIRED', username: user.username, ...(deviceKey && { deviceKey }) },
      {
        USER_ID_FOR_SRP: user.username,
        requiredAttributes: JSON.stringify(missing),
        userAttributes: JSON.stringify(user.attributes),
      },
    );
  }

  #newPassword(
    user: PoolUser,
    id: string,
    responses: ReadonlyMap<string, string>,
    deviceKey: string | undefined,
  ): Promise<AuthAnswer> | AuthAnswer {
    const password = requiredParameter(responses, 'NEW_PASSWORD');
    assertAcceptablePassword(password, this.#context.settings);
    const attributes = [...responses]
      .filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX))
      .map(([name, value]) => [name.slice(ATTRIBUTE_PREFIX.length), value] as const);
    const given = new Set(attributes.map(([name]) => name));
    const missing = this.#missingAttributes(user).find((name) => !given.has(name));
    if (missing) throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
    Object.assign(user.attributes, Object.fromEntries(attributes));
    user.password = password;
    user.status = 'CONFIRMED';
    this.#sessions.close(id);
    return this.#afterFirstFactor(user, deviceKey);
  }

  #afterFirstFactor(user: PoolUser, deviceKey: string | undefined): Promise<AuthAnswer> | AuthAnswer {
    const { username } = user;
    const device = this.#context.devices.find(user, deviceKey);
    // The real service poses the device's challenge where ChallengeRequiredOnNewDevice is set, which goes without saying here.
    if (device?.isRemembered) {
      return this.#challenge({ challengeName: 'DEVICE_SRP_AUTH', username }, { USERNAME: username });
    }
    return this.#secondFactorStep.begin(user, deviceKey);
  }

  #challenge(session: ChallengeSession, parameters: Record<string, string>): AuthAnswer {
    return {
      ChallengeName: session.challengeName,
      ChallengeParameters: parameters,
      Session: this.#sessions.open(session),
    };
  }

  #missingAttributes(user: PoolUser): string[] {
    return this.#context.settings.requiredAttributes.filter((name) => !(name in user.attributes));
  }
}

// At which step the real service tells of a disabled user or a required reset is not documented. A reset leaves no
// password to verify, so both are told before the password is looked at.
function assertMayTryPassword(user: PoolUser): void {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'RESET_REQUIRED') {
    throw new ServiceError('PasswordResetRequiredException', 'Password reset required for the user');
  }
}

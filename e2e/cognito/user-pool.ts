import { Account } from './account.js';
import { AccountFlows } from './account-flows.js';
import { ChallengeSessions } from './challenge-sessions.js';
import { Devices } from './devices.js';
import { Passkeys } from './passkeys.js';
import { type RefreshFamily, RefreshTokens } from './refresh-family.js';
import { optionalString, type RequestInput, requiredMember, requiredParameter, stringMap } from './request-input.js';
import { factorsOf, preferredOf, SecondFactors } from './second-factors.js';
import { invalidParameter, notAuthorized, resourceNotFound, ServiceError } from './service-error.js';
import type { AuthFlow } from './settings.js';
import { type AuthAnswer, SignIn } from './sign-in.js';
import { mintTokens, readAccessToken, type TokenIssuer } from './tokens.js';
import { type PoolUser, Users } from './users.js';
import { VerificationCodes } from './verification-codes.js';

export interface UserPoolContext extends TokenIssuer {
  userPoolId: string;
}

/** `AuthenticationResult`. */
export interface IssuedTokens {
  AccessToken: string;
  ExpiresIn: number;
  IdToken: string;
  RefreshToken?: string;
  TokenType: 'Bearer';
}

export type Operation = (input: RequestInput) => Promise<object> | object;

// REFRESH_TOKEN is an older name that the API still takes.
const AUTH_FLOW_NAMES: Readonly<Record<string, AuthFlow>> = {
  USER_SRP_AUTH: 'USER_SRP_AUTH',
  USER_PASSWORD_AUTH: 'USER_PASSWORD_AUTH',
  USER_AUTH: 'USER_AUTH',
  CUSTOM_AUTH: 'CUSTOM_AUTH',
  REFRESH_TOKEN_AUTH: 'REFRESH_TOKEN_AUTH',
  REFRESH_TOKEN: 'REFRESH_TOKEN_AUTH',
};

/** One user pool with one public app client. */
export class UserPool {
  readonly users = new Users();
  readonly refreshTokens: RefreshTokens;
  readonly devices: Devices;
  readonly passkeys: Passkeys;
  readonly #context: UserPoolContext;
  readonly #secondFactors: SecondFactors;
  readonly #signIn: SignIn;
  readonly #accountFlows: AccountFlows;
  readonly #account: Account;

  constructor(context: UserPoolContext) {
    const { clock, settings, userPoolId } = context;
    this.#context = context;
    this.refreshTokens = new RefreshTokens(clock, settings);
    this.devices = new Devices(context);
    this.passkeys = new Passkeys(context);
    const sessions = new ChallengeSessions(clock, settings);
    const { users, devices, passkeys } = this;
    const codes = new VerificationCodes(clock, users);
    this.#accountFlows = new AccountFlows({ users, codes, sessions, settings });
    this.#account = new Account({ users, codes, settings, refreshTokens: this.refreshTokens });
    this.#secondFactors = new SecondFactors({
      users,
      clock,
      sessions,
      userOf: (input) => this.#userOfAccessToken(input),
    });
    this.#signIn = new SignIn({
      poolName: userPoolId.slice(userPoolId.indexOf('_') + 1),
      users,
      passkeys,
      clock,
      settings,
      sessions,
      devices,
      secondFactors: this.#secondFactors,
      completed: (user, deviceKey) => this.#completeSignIn(user, deviceKey),
    });
  }

  /** The operation of this name; undefined where this pool has none. */
  operation(name: string): Operation | undefined {
    switch (name) {
      case 'InitiateAuth':
        return (input) => this.#initiateAuth(input);
      case 'RespondToAuthChallenge':
        return (input) => {
          this.#assertClient(input);
          return this.#signIn.respond(input);
        };
      case 'GetTokensFromRefreshToken':
        return this.#context.settings.supportsGetTokensFromRefreshToken
          ? (input) => this.#getTokensFromRefreshToken(input)
          : undefined;
      case 'RevokeToken':
        return (input) => this.#revokeToken(input);
      case 'GlobalSignOut':
        return (input) => this.#globalSignOut(input);
      case 'GetUser':
        return (input) => this.#getUser(input);
      default:
        return this.#accountFlow(name) ?? this.#secondFactors.operation(name) ?? this.#accountOperation(name);
    }
  }

  /** An operation that the access token authorises. */
  #accountOperation(name: string): Operation | undefined {
    const operation = this.#account.operation(name) ?? this.devices.operation(name) ?? this.passkeys.operation(name);
    return operation && (async (input) => operation(await this.#userOfAccessToken(input), input));
  }

  /** An operation on accounts that takes no token. */
  #accountFlow(name: string): Operation | undefined {
    const operation = this.#accountFlows.operation(name);
    return (
      operation &&
      ((input) => {
        this.#assertClient(input);
        return operation(input);
      })
    );
  }

  async #initiateAuth(input: RequestInput): Promise<AuthAnswer> {
    this.#assertClient(input);
    const flowName = requiredMember(input, 'AuthFlow');
    const flow = AUTH_FLOW_NAMES[flowName];
    const { enabledAuthFlows, rotation } = this.#context.settings;
    // In the real service rotation and ALLOW_REFRESH_TOKEN_AUTH exclude each other, so the flow is one that the client
    // has not enabled. The wording for this flow is taken from the one for USER_PASSWORD_AUTH.
    const isEnabled = flow && enabledAuthFlows.includes(flow) && !(flow === 'REFRESH_TOKEN_AUTH' && rotation.enabled);
    if (!isEnabled) throw invalidParameter(`${flowName} flow not enabled for this client`);
    switch (flow) {
      case 'USER_PASSWORD_AUTH':
        return this.#signIn.withPassword(input);
      case 'USER_SRP_AUTH':
        return this.#signIn.withSrp(input);
      case 'USER_AUTH':
        return this.#signIn.withChoice(input);
      case 'CUSTOM_AUTH':
        return this.#signIn.withCustomAuth(input);
      case 'REFRESH_TOKEN_AUTH': {
        const parameters = stringMap(input, 'AuthParameters');
        const token = requiredParameter(parameters, 'REFRESH_TOKEN');
        const deviceKey = parameters.get('DEVICE_KEY');
        return { AuthenticationResult: await this.refreshed(token, deviceKey), ChallengeParameters: {} };
      }
    }
  }

  async #getTokensFromRefreshToken(input: RequestInput): Promise<AuthAnswer> {
    this.#assertClient(input);
    return {
      AuthenticationResult: await this.refreshed(
        requiredMember(input, 'RefreshToken'),
        optionalString(input, 'DeviceKey'),
      ),
    };
  }

  /** The tokens of somebody who has signed in by managed login. */
  async tokensFor(user: PoolUser, by: { scope: string; nonce: string | undefined }): Promise<IssuedTokens> {
    const { token, family } = this.refreshTokens.issue(user, { scope: by.scope });
    return this.#issuedTokens(user, family, token, by.nonce);
  }

  /**
   * New tokens for a refresh token.
   *
   * @throws ServiceError
   */
  async refreshed(token: string, deviceKey?: string): Promise<IssuedTokens> {
    const family = this.refreshTokens.check(token);
    const user = this.#refreshingUser(family);
    // With device tracking, tokens are linked to the device, and renewed neither without its key nor once it is forgotten.
    if (!this.devices.mayRefresh(user, family.deviceKey, deviceKey)) throw notAuthorized('Invalid Refresh Token.');
    const successor = this.#context.settings.rotation.enabled ? this.refreshTokens.rotate(token) : undefined;
    return this.#issuedTokens(user, family, successor);
  }

  // Which of these the real service answers to a refresh, and in which order, is documented only as the operations'
  // lists of exceptions.
  #refreshingUser(family: RefreshFamily): PoolUser {
    const user = this.users.get(family.username);
    if (user?.sub !== family.sub) throw new ServiceError('UserNotFoundException', 'User does not exist.');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    if (user.status === 'UNCONFIRMED') throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
    if (user.status === 'RESET_REQUIRED') {
      throw new ServiceError('PasswordResetRequiredException', 'Password reset required for the user');
    }
    return user;
  }

  async #completeSignIn(user: PoolUser, deviceKey?: string): Promise<AuthAnswer> {
    const known = this.devices.find(user, deviceKey);
    const offered = known ? undefined : this.devices.offer(user);
    const { token, family } = this.refreshTokens.issue(user, { deviceKey: (known ?? offered)?.key });
    return {
      AuthenticationResult: {
        ...(await this.#issuedTokens(user, family, token)),
        ...(offered && { NewDeviceMetadata: { DeviceKey: offered.key, DeviceGroupKey: offered.groupKey } }),
      },
      ChallengeParameters: {},
    };
  }

  async #issuedTokens(
    user: PoolUser,
    family: RefreshFamily,
    refreshToken: string | undefined,
    nonce?: string,
  ): Promise<IssuedTokens> {
    const { idToken, accessToken } = await mintTokens(this.#context, user, family, nonce);
    return {
      AccessToken: accessToken,
      ExpiresIn: this.#context.settings.accessTokenSeconds,
      IdToken: idToken,
      ...(refreshToken !== undefined && { RefreshToken: refreshToken }),
      TokenType: 'Bearer',
    };
  }

  #revokeToken(input: RequestInput): object {
    this.#assertClient(input);
    const token = requiredMember(input, 'Token');
    if (token.split('.').length === 3) {
      throw new ServiceError('UnsupportedTokenTypeException', 'Unsupported token type.');
    }
    // What the real operation says of a token it does not know is not documented. RFC 7009 section 2.2: success.
    this.refreshTokens.revoke(token);
    return {};
  }

  async #globalSignOut(input: RequestInput): Promise<object> {
    const user = await this.#userOfAccessToken(input);
    this.refreshTokens.revokeAll(user.username);
    return {};
  }

  async #getUser(input: RequestInput): Promise<object> {
    const user = await this.#userOfAccessToken(input);
    const { username, sub, attributes } = user;
    const factors = factorsOf(user);
    const preferred = preferredOf(user);
    return {
      Username: username,
      UserAttributes: Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value })),
      ...(factors.length > 0 && { UserMFASettingList: factors.map(({ type }) => type) }),
      ...(preferred && { PreferredMfaSetting: preferred }),
    };
  }

  async #userOfAccessToken(input: RequestInput): Promise<PoolUser> {
    const { username, originJti } = await readAccessToken(this.#context, requiredMember(input, 'AccessToken'));
    const user = this.users.get(username);
    if (!user) throw new ServiceError('UserNotFoundException', 'User does not exist.');
    if (this.refreshTokens.isRevoked(originJti)) throw notAuthorized('Access Token has been revoked');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    return user;
  }

  #assertClient(input: RequestInput): void {
    const clientId = requiredMember(input, 'ClientId');
    if (clientId !== this.#context.userPoolClientId) {
      throw resourceNotFound(`User pool client ${clientId} does not exist.`);
    }
  }
}

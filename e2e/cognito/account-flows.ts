import type { ChallengeSessions } from './challenge-sessions.js';
import { assertAcceptablePassword } from './password-policy.js';
import { attributeList, optionalString, type RequestInput, requiredMember } from './request-input.js';
import { invalidParameter, notAuthorized, ServiceError } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import { assertAliasFree, assertWritable } from './user-attributes.js';
import type { PoolUser, Users } from './users.js';
import {
  codeMismatch,
  deliveryDetails,
  expiredCode,
  type VerifiableAttribute,
  type VerificationCodes,
} from './verification-codes.js';

export interface AccountFlowsContext {
  users: Users;
  codes: VerificationCodes;
  sessions: ChallengeSessions;
  settings: CognitoSettings;
}

/** Sign-up and forgotten passwords: the operations that anybody may ask for. */
export class AccountFlows {
  readonly #context: AccountFlowsContext;

  readonly #operations: Readonly<Record<string, (input: RequestInput) => object>> = {
    SignUp: (input) => this.#signUp(input),
    ConfirmSignUp: (input) => this.#confirmSignUp(input),
    ResendConfirmationCode: (input) => this.#resendConfirmationCode(input),
    ForgotPassword: (input) => this.#forgotPassword(input),
    ConfirmForgotPassword: (input) => this.#confirmForgotPassword(input),
  };

  constructor(context: AccountFlowsContext) {
    this.#context = context;
  }

  /** The operation of this name; undefined where there is none. */
  operation(name: string): ((input: RequestInput) => object) | undefined {
    return Object.hasOwn(this.#operations, name) ? this.#operations[name] : undefined;
  }

  #signUp(input: RequestInput): object {
    const { users, settings } = this.#context;
    const username = requiredMember(input, 'Username');
    const password = optionalString(input, 'Password');
    const attributes = attributeList(input, 'UserAttributes');
    if (password === undefined && !settings.enabledAuthFlows.includes('USER_AUTH')) {
      requiredMember(input, 'Password'); // passwordless sign-up is for pools that can sign in without one
    }
    if (password !== undefined) assertAcceptablePassword(password, settings, 'did not conform with');
    if (username.includes('@')) {
      throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.');
    }
    assertWritable(attributes.keys());
    const missing = settings.requiredAttributes.find((name) => !attributes.has(name));
    if (missing) {
      throw invalidParameter(`Attributes did not conform to the schema: ${missing}: The attribute is required\n`);
    }
    if (users.get(username)) throw new ServiceError('UsernameExistsException', 'User already exists');
    const user = users.create({
      username,
      password: password ?? '',
      status: settings.autoConfirmSignUps ? 'CONFIRMED' : 'UNCONFIRMED',
      attributes: Object.fromEntries(attributes),
    });
    const destination = this.#toVerify(user);
    return {
      UserConfirmed: user.status === 'CONFIRMED',
      UserSub: user.sub,
      ...(user.status === 'UNCONFIRMED' &&
        destination && { CodeDeliveryDetails: this.#context.codes.send(user, 'signUp', destination) }),
      ...this.#session(user),
    };
  }

  #confirmSignUp(input: RequestInput): object {
    const { users, codes, sessions } = this.#context;
    const code = requiredMember(input, 'ConfirmationCode');
    // Seen in practice where the pool prevents user existence errors; the guide leaves this case open.
    const user = this.#find(input) ?? fail(expiredCode());
    const session = optionalString(input, 'Session');
    if (session !== undefined && sessions.find(session, 'SIGN_UP').username !== user.username) {
      throw notAuthorized('Invalid session for the user.');
    }
    if (user.status !== 'UNCONFIRMED') {
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    }
    codes.check(user, 'signUp', code);
    const verified = this.#toVerify(user);
    if (verified) {
      const value = user.attributes[verified] ?? '';
      if (input['ForceAliasCreation'] === true) users.releaseAlias(verified, value);
      assertAliasFree(users, user, verified, value);
      user.attributes[`${verified}_verified`] = 'true';
    }
    codes.used(user, 'signUp');
    user.status = 'CONFIRMED';
    if (session !== undefined) sessions.close(session);
    return this.#session(user);
  }

  #resendConfirmationCode(input: RequestInput): object {
    const user = this.#find(input);
    if (!user) return { CodeDeliveryDetails: simulatedDetails(requiredMember(input, 'Username')) };
    if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
    const destination = this.#toVerify(user);
    // The wording is not documented.
    if (!destination) throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
    return { CodeDeliveryDetails: this.#context.codes.send(user, 'signUp', destination) };
  }

  #forgotPassword(input: RequestInput): object {
    const user = this.#find(input);
    if (!user) return { CodeDeliveryDetails: simulatedDetails(requiredMember(input, 'Username')) };
    if (user.status === 'FORCE_CHANGE_PASSWORD') {
      throw notAuthorized('User password cannot be reset in the current state.');
    }
    const destination = (['phone_number', 'email'] as const).find(
      (name) => user.attributes[`${name}_verified`] === 'true',
    );
    if (!destination) {
      throw invalidParameter(
        'Cannot reset password for the user as there is no registered/verified email or phone_number',
      );
    }
    return { CodeDeliveryDetails: this.#context.codes.send(user, 'resetPassword', destination) };
  }

  #confirmForgotPassword(input: RequestInput): object {
    const { codes, settings } = this.#context;
    const code = requiredMember(input, 'ConfirmationCode');
    const password = requiredMember(input, 'Password');
    const user = this.#find(input) ?? fail(codeMismatch());
    assertAcceptablePassword(password, settings);
    codes.check(user, 'resetPassword', code);
    codes.used(user, 'resetPassword');
    user.password = password;
    user.status = 'CONFIRMED';
    return {};
  }

  /** The user who is meant. None where there is no such user, or a disabled one, and the pool does not tell. */
  #find(input: RequestInput): PoolUser | undefined {
    const { users, settings } = this.#context;
    const user = users.find(requiredMember(input, 'Username'));
    if (settings.preventUserExistenceErrors) return user?.enabled ? user : undefined;
    if (!user) throw new ServiceError('UserNotFoundException', 'Username/client id combination not found.');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    return user;
  }

  /** The attribute that a new user's code goes to: a number before an address. */
  #toVerify({ attributes }: PoolUser): VerifiableAttribute | undefined {
    const { autoVerifiedAttributes } = this.#context.settings;
    return (['phone_number', 'email'] as const).find(
      (name) => autoVerifiedAttributes.includes(name) && attributes[name],
    );
  }

  /** What lets USER_AUTH sign the user in, once confirmed. */
  #session({ username, status }: PoolUser): object {
    const { sessions, settings } = this.#context;
    if (!settings.enabledAuthFlows.includes('USER_AUTH')) return {};
    const challengeName = status === 'CONFIRMED' ? 'CONFIRMED_SIGN_UP' : 'SIGN_UP';
    return { Session: sessions.open({ challengeName, username }) };
  }
}

/** Where a code for a user that does not exist would go: made up from the name, as the guide says. */
function simulatedDetails(username: string): object {
  return deliveryDetails('email', username.includes('@') ? username : `${username}@${username}`);
}

function fail(error: ServiceError): never {
  throw error;
}

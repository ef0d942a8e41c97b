import { assertAcceptablePassword } from './password-policy.js';
import type { RefreshTokens } from './refresh-family.js';
import { attributeList, optionalString, type RequestInput, requiredMember, requiredStrings } from './request-input.js';
import { notAuthorized } from './service-error.js';
import { UserAttributes, type UserAttributesContext } from './user-attributes.js';
import type { PoolUser } from './users.js';

export interface AccountContext extends UserAttributesContext {
  refreshTokens: RefreshTokens;
}

type AccountOperation = (user: PoolUser, input: RequestInput) => object;

/** What users may do with their own accounts: operations that an access token authorises. */
export class Account {
  readonly #context: AccountContext;
  readonly #operations: Readonly<Record<string, AccountOperation>>;

  constructor(context: AccountContext) {
    this.#context = context;
    const attributes = new UserAttributes(context);
    this.#operations = {
      UpdateUserAttributes: (user, input) => attributes.update(user, attributeList(input, 'UserAttributes')),
      DeleteUserAttributes: (user, input) => attributes.delete(user, requiredStrings(input, 'UserAttributeNames')),
      GetUserAttributeVerificationCode: (user, input) =>
        attributes.sendCode(user, requiredMember(input, 'AttributeName')),
      VerifyUserAttribute: (user, input) =>
        attributes.verify(user, requiredMember(input, 'AttributeName'), requiredMember(input, 'Code')),
      ChangePassword: (user, input) => this.#changePassword(user, input),
      DeleteUser: (user) => this.#deleteUser(user),
    };
  }

  /** The operation of this name, for the user whom the token names; undefined where there is none. */
  operation(name: string): AccountOperation | undefined {
    return Object.hasOwn(this.#operations, name) ? this.#operations[name] : undefined;
  }

  #changePassword(user: PoolUser, input: RequestInput): object {
    const previous = optionalString(input, 'PreviousPassword');
    const proposed = requiredMember(input, 'ProposedPassword');
    if (previous !== user.password) throw notAuthorized('Incorrect username or password.');
    assertAcceptablePassword(proposed, this.#context.settings);
    user.password = proposed;
    return {};
  }

  #deleteUser({ username }: PoolUser): object {
    this.#context.users.delete(username);
    this.#context.refreshTokens.revokeAll(username);
    return {};
  }
}

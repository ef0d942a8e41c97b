import { invalidParameter, notAuthorized, ServiceError } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { PoolUser, Users } from './users.js';
import {
  type CodeDeliveryDetails,
  isVerifiable,
  type VerifiableAttribute,
  type VerificationCodes,
} from './verification-codes.js';

/** The standard attributes of a pool, from the OIDC specification, without `sub`, which nobody may write. */
const STANDARD_ATTRIBUTES: ReadonlySet<string> = new Set([
  'address',
  'birthdate',
  'email',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
]);

/** @throws InvalidParameterException or NotAuthorizedException where an app client may not write one of these */
export function assertWritable(names: Iterable<string>): void {
  for (const name of names) {
    // How the real service words these two is known from reports only.
    if (name.endsWith('_verified')) throw notAuthorized('A client attempted to write unauthorized attribute');
    if (!STANDARD_ATTRIBUTES.has(name) && !name.startsWith('custom:')) {
      throw invalidParameter(`user.${name}: Attribute does not exist in the schema.\n`);
    }
  }
}

/** @throws AliasExistsException where the value is another user's verified address or number */
export function assertAliasFree(users: Users, user: PoolUser, attribute: VerifiableAttribute, value: string): void {
  const owner = users.ownerOfAlias(attribute, value);
  if (owner && owner !== user) {
    throw new ServiceError('AliasExistsException', `An account with the ${attribute} already exists.`);
  }
}

export interface UserAttributesContext {
  users: Users;
  codes: VerificationCodes;
  settings: CognitoSettings;
}

/** What a signed-in user does with attributes. */
export class UserAttributes {
  readonly #context: UserAttributesContext;
  /** New addresses and numbers that wait for their code, where the pool keeps the old ones until then. */
  readonly #waiting = new WeakMap<PoolUser, Map<VerifiableAttribute, string>>();

  constructor(context: UserAttributesContext) {
    this.#context = context;
  }

  /** UpdateUserAttributes. */
  update(user: PoolUser, attributes: ReadonlyMap<string, string>): object {
    const { users } = this.#context;
    assertWritable(attributes.keys());
    for (const [name, value] of attributes) if (isVerifiable(name)) assertAliasFree(users, user, name, value);
    const sent: CodeDeliveryDetails[] = [];
    for (const [name, value] of attributes) {
      if (isVerifiable(name) && value !== '' && value !== user.attributes[name]) {
        sent.push(...this.#change(user, name, value));
      } else if (value === '') {
        this.#remove(user, name);
      } else {
        user.attributes[name] = value;
      }
    }
    return { CodeDeliveryDetailsList: sent };
  }

  /** DeleteUserAttributes. */
  delete(user: PoolUser, names: readonly string[]): object {
    assertWritable(names);
    const required = names.find((name) => this.#context.settings.requiredAttributes.includes(name));
    // The wording is not documented.
    if (required) throw invalidParameter(`user.${required}: The attribute is required\n`);
    for (const name of names) this.#remove(user, name);
    return {};
  }

  /** GetUserAttributeVerificationCode. */
  sendCode(user: PoolUser, name: string): object {
    const attribute = assertVerifiable(name);
    const destination = this.#waiting.get(user)?.get(attribute) ?? user.attributes[attribute];
    // The wording is not documented.
    if (!destination) throw invalidParameter(`The user has no ${attribute} to be verified.`);
    return { CodeDeliveryDetails: this.#context.codes.send(user, attribute, attribute, destination) };
  }

  /** VerifyUserAttribute. */
  verify(user: PoolUser, name: string, code: string): object {
    const { users, codes } = this.#context;
    const attribute = assertVerifiable(name);
    codes.check(user, attribute, code);
    const value = this.#waiting.get(user)?.get(attribute) ?? user.attributes[attribute] ?? '';
    assertAliasFree(users, user, attribute, value);
    codes.used(user, attribute);
    this.#waiting.get(user)?.delete(attribute);
    user.attributes[attribute] = value;
    user.attributes[`${attribute}_verified`] = 'true';
    return {};
  }

  #change(user: PoolUser, name: VerifiableAttribute, value: string): CodeDeliveryDetails[] {
    const { codes, settings } = this.#context;
    if (settings.attributesRequireVerificationBeforeUpdate.includes(name)) {
      const waiting = this.#waiting.get(user) ?? new Map<VerifiableAttribute, string>();
      this.#waiting.set(user, waiting.set(name, value));
    } else {
      user.attributes[name] = value;
      user.attributes[`${name}_verified`] = 'false';
    }
    return settings.autoVerifiedAttributes.includes(name) ? [codes.send(user, name, name, value)] : [];
  }

  #remove(user: PoolUser, name: string): void {
    delete user.attributes[name];
    if (isVerifiable(name)) delete user.attributes[`${name}_verified`];
  }
}

function assertVerifiable(name: string): VerifiableAttribute {
  // The wording is not documented.
  if (!isVerifiable(name)) throw invalidParameter(`The attribute ${name} cannot be verified.`);
  return name;
}

import { randomUUID } from 'node:crypto';

export type UserStatus = 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'UNCONFIRMED' | 'RESET_REQUIRED';

/** The second factor. The secret of a software token is base32. */
export type UserMfa = { type: 'SOFTWARE_TOKEN_MFA'; secret: string } | { type: 'SMS_MFA' } | { type: 'EMAIL_OTP' };

/** A user of the pool. What is not readonly may be changed at any time and counts from then on. */
export interface PoolUser {
  readonly username: string;
  readonly sub: string;
  password: string;
  status: UserStatus;
  enabled: boolean;
  /** The second factors that are switched on: one, or several. */
  mfa: UserMfa | readonly UserMfa[] | undefined;
  /** The one of several that a sign-in asks for; the user chooses where it is undefined. */
  preferredMfa: UserMfa['type'] | undefined;
  /** Standard attributes without `sub`, such as `email` and `phone_number`. */
  readonly attributes: Record<string, string>;
  /** The `cognito:groups` claim; left out while empty. */
  readonly groups: string[];
}

export interface NewUser {
  username: string;
  /** Random unless said. */
  sub?: string;
  password: string;
  email?: string;
  phoneNumber?: string;
  status?: UserStatus;
  enabled?: boolean;
  mfa?: UserMfa | readonly UserMfa[];
  attributes?: Record<string, string>;
  groups?: string[];
}

const isAlias = (attributes: Record<string, string>, name: 'email' | 'phone_number', wanted: string): boolean =>
  attributes[name]?.toLowerCase() === wanted && attributes[`${name}_verified`] === 'true';

/** The pool's users. Names are not case-sensitive; a verified email address or phone number is an alias. */
export class Users {
  readonly #users = new Map<string, PoolUser>();
  readonly #codes = new Map<string, string>();

  /** @throws TypeError where the name is taken or an MFA lacks its destination */
  create(user: NewUser): PoolUser {
    const key = user.username.toLowerCase();
    if (this.#users.has(key)) throw new TypeError(`The user ${user.username} exists already.`);
    const types = [user.mfa ?? []].flat().map(({ type }) => type);
    if (types.includes('EMAIL_OTP') && !user.email) throw new TypeError('EMAIL_OTP needs an email.');
    if (types.includes('SMS_MFA') && !user.phoneNumber) throw new TypeError('SMS_MFA needs a phoneNumber.');
    const created: PoolUser = {
      username: user.username,
      sub: user.sub ?? randomUUID(),
      password: user.password,
      status: user.status ?? 'CONFIRMED',
      enabled: user.enabled ?? true,
      mfa: user.mfa,
      preferredMfa: undefined,
      attributes: {
        ...(user.email && { email: user.email, email_verified: 'true' }),
        ...(user.phoneNumber && { phone_number: user.phoneNumber, phone_number_verified: 'true' }),
        ...user.attributes,
      },
      groups: user.groups ?? [],
    };
    this.#users.set(key, created);
    return created;
  }

  delete(username: string): boolean {
    return this.#users.delete(username.toLowerCase());
  }

  /** By the username itself. */
  get(username: string): PoolUser | undefined {
    return this.#users.get(username.toLowerCase());
  }

  /** By whatever somebody may type to sign in: username, sub, email address or phone number. */
  find(login: string): PoolUser | undefined {
    const wanted = login.toLowerCase();
    return (
      this.#users.get(wanted) ??
      [...this.#users.values()].find(
        ({ sub, attributes }) =>
          sub === wanted || isAlias(attributes, 'email', wanted) || isAlias(attributes, 'phone_number', wanted),
      )
    );
  }

  /** Whose verified address or number this is. */
  ownerOfAlias(attribute: 'email' | 'phone_number', value: string): PoolUser | undefined {
    return [...this.#users.values()].find(({ attributes }) => isAlias(attributes, attribute, value.toLowerCase()));
  }

  /** Leaves the owner of an alias with an address or number that is no longer verified. */
  releaseAlias(attribute: 'email' | 'phone_number', value: string): void {
    const owner = this.ownerOfAlias(attribute, value);
    if (owner) owner.attributes[`${attribute}_verified`] = 'false';
  }

  /** Remembers a code as sent to the user. */
  sent(username: string, code: string): void {
    this.#codes.set(username.toLowerCase(), code);
  }

  lastCode(username: string): string | undefined {
    return this.#codes.get(username.toLowerCase());
  }
}

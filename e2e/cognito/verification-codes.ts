import { maskedEmail, maskedPhone, randomCode } from './code-challenge.js';
import type { ServerClock } from './server-clock.js';
import { ServiceError } from './service-error.js';
import type { PoolUser, Users } from './users.js';

export type VerifiableAttribute = 'email' | 'phone_number';

export const isVerifiable = (name: string): name is VerifiableAttribute => name === 'email' || name === 'phone_number';

/** What a code is good for: an attribute's is good for that attribute only. */
export type CodePurpose = 'signUp' | 'resetPassword' | VerifiableAttribute;

const CODE_DIGITS = 6;
const HOUR_MS = 3_600_000;

/** As the developer guide has it: an hour for a forgotten password, a day for the others. */
const lifeOf = (purpose: CodePurpose): number => (purpose === 'resetPassword' ? HOUR_MS : 24 * HOUR_MS);

export interface CodeDeliveryDetails {
  AttributeName: VerifiableAttribute;
  DeliveryMedium: 'EMAIL' | 'SMS';
  Destination: string;
}

/** Where a code goes to, as the API tells it. */
export function deliveryDetails(attribute: VerifiableAttribute, destination: string): CodeDeliveryDetails {
  return attribute === 'email'
    ? { AttributeName: attribute, DeliveryMedium: 'EMAIL', Destination: maskedEmail(destination) }
    : { AttributeName: attribute, DeliveryMedium: 'SMS', Destination: maskedPhone(destination) };
}

export const codeMismatch = (): ServiceError =>
  new ServiceError('CodeMismatchException', 'Invalid verification code provided, please try again.');

export const expiredCode = (): ServiceError =>
  new ServiceError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

/** The codes that have been sent for anything but a sign-in. A new one replaces the last one for the same purpose. */
export class VerificationCodes {
  readonly #sent = new Map<string, { code: string; expiresAt: number }>();
  readonly #clock: ServerClock;
  readonly #users: Users;

  constructor(clock: ServerClock, users: Users) {
    this.#clock = clock;
    this.#users = users;
  }

  send(
    user: PoolUser,
    purpose: CodePurpose,
    attribute: VerifiableAttribute,
    destination = user.attributes[attribute] ?? '',
  ): CodeDeliveryDetails {
    const code = randomCode(CODE_DIGITS);
    this.#sent.set(`${user.sub} ${purpose}`, { code, expiresAt: this.#clock.now() + lifeOf(purpose) });
    this.#users.sent(user.username, code);
    return deliveryDetails(attribute, destination);
  }

  /**
   * Judges a code; a wrong one may be tried again.
   *
   * @throws ExpiredCodeException where none was sent, or too long ago
   * @throws CodeMismatchException
   */
  check({ sub }: PoolUser, purpose: CodePurpose, code: string): void {
    const sent = this.#sent.get(`${sub} ${purpose}`);
    if (!sent || sent.expiresAt <= this.#clock.now()) throw expiredCode();
    if (sent.code !== code) throw codeMismatch();
  }

  /** Ends a code that has done its work. */
  used({ sub }: PoolUser, purpose: CodePurpose): void {
    this.#sent.delete(`${sub} ${purpose}`);
  }
}

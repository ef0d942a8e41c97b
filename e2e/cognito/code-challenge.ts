import { randomInt } from 'node:crypto';
import type { ChallengeSession, CodeChallengeName } from './challenge-sessions.js';
import { factorsOf } from './second-factors.js';
import { ServiceError } from './service-error.js';
import { isTotpCode } from './totp.js';
import type { PoolUser, UserMfa } from './users.js';

/** Where each challenge wants its answer. */
export const CODE_PARAMETER: Readonly<Record<CodeChallengeName, string>> = {
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  SMS_MFA: 'SMS_MFA_CODE',
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  SMS_OTP: 'SMS_OTP_CODE',
};

export const isCodeChallengeName = (name: string): name is CodeChallengeName => Object.hasOwn(CODE_PARAMETER, name);

const SMS_CODE_DIGITS = 6;
const EMAIL_CODE_DIGITS = 8;

export const randomCode = (digits: number): string =>
  randomInt(10 ** digits)
    .toString()
    .padStart(digits, '0');

export const maskedPhone = (number: string): string =>
  `+${'*'.repeat(Math.max(number.length - 5, 0))}${number.slice(-4)}`;

export const maskedEmail = (address: string): string => {
  const [name = '', domain = ''] = address.split('@');
  return `${name.charAt(0)}***@${domain.charAt(0)}***`;
};

/** The second factor's challenge: its public parameters, and the code that goes out, where one does. */
export function codeChallenge(user: PoolUser, mfa: UserMfa): { parameters: Record<string, string>; code?: string } {
  switch (mfa.type) {
    case 'SOFTWARE_TOKEN_MFA':
      return { parameters: { USER_ID_FOR_SRP: user.username } };
    case 'SMS_MFA':
      return {
        code: randomCode(SMS_CODE_DIGITS),
        parameters: {
          USER_ID_FOR_SRP: user.username,
          CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
          CODE_DELIVERY_DESTINATION: maskedPhone(user.attributes['phone_number'] ?? ''),
        },
      };
    case 'EMAIL_OTP':
      return {
        code: randomCode(EMAIL_CODE_DIGITS),
        parameters: {
          USER_ID_FOR_SRP: user.username,
          CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
          CODE_DELIVERY_DESTINATION: maskedEmail(user.attributes['email'] ?? ''),
        },
      };
  }
}

/**
 * Judges the answer to a code challenge.
 *
 * @throws CodeMismatchException
 */
export function assertRightCode(session: ChallengeSession, user: PoolUser, answer: string, timeMs: number): void {
  if (session.challengeName === 'SOFTWARE_TOKEN_MFA') {
    // The real service also refuses a code that was used before (ExpiredCodeException). Not so here: two sign-ins
    // within thirty seconds are ordinary in a test.
    const isRight = factorsOf(user).some((mfa) => 'secret' in mfa && isTotpCode(mfa.secret, answer, timeMs));
    if (!isRight) throw new ServiceError('CodeMismatchException', 'Invalid code received for user');
  } else if (session.code !== answer) {
    throw new ServiceError('CodeMismatchException', 'Invalid verification code provided, please try again.');
  }
}

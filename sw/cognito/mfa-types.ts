import type { AuthMFAType } from '../../shared/mfa.js';

/** The second factors' names in the API, by those of Amplify JS v6. */
export const MFA_NAMES = {
  SMS: 'SMS_MFA',
  TOTP: 'SOFTWARE_TOKEN_MFA',
  EMAIL: 'EMAIL_OTP',
} as const satisfies Record<AuthMFAType, string>;

const TYPES = Object.keys(MFA_NAMES) as readonly AuthMFAType[];

export function isMFAType(text: string): text is AuthMFAType {
  return (TYPES as readonly string[]).includes(text);
}

/** The factors of these names, in their order; names that this version does not know are left out. */
export function mfaTypes(names: readonly string[]): AuthMFAType[] {
  return names.flatMap((name) => TYPES.filter((type) => MFA_NAMES[type] === name));
}

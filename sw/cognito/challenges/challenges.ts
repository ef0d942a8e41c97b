import { AuthError } from '../../../shared/auth-error.js';
import type { Challenge } from './challenge.js';
import { sentCode, totpCode } from './code-challenge.js';
import { customChallenge } from './custom-challenge.js';
import { deviceSrpAuth } from './device.js';
import { password, passwordSrp, selectChallenge } from './first-factor.js';
import { mfaSelection } from './mfa-selection.js';
import { mfaSetup } from './mfa-setup.js';
import { newPassword } from './new-password.js';
import { webAuthn } from './web-authn.js';

/** The challenges that this version answers, by the API's `ChallengeName`. */
const CHALLENGES: Readonly<Record<string, Challenge>> = {
  CUSTOM_CHALLENGE: customChallenge,
  DEVICE_SRP_AUTH: deviceSrpAuth,
  EMAIL_OTP: sentCode('CONFIRM_SIGN_IN_WITH_EMAIL_CODE', 'EMAIL_OTP_CODE'),
  MFA_SETUP: mfaSetup,
  NEW_PASSWORD_REQUIRED: newPassword,
  PASSWORD: password,
  PASSWORD_SRP: passwordSrp,
  SELECT_CHALLENGE: selectChallenge,
  SELECT_MFA_TYPE: mfaSelection,
  SMS_MFA: sentCode('CONFIRM_SIGN_IN_WITH_SMS_CODE', 'SMS_MFA_CODE'),
  SMS_OTP: sentCode('CONFIRM_SIGN_IN_WITH_SMS_CODE', 'SMS_OTP_CODE'),
  SOFTWARE_TOKEN_MFA: totpCode,
  WEB_AUTHN: webAuthn,
};

/** As the API reference writes them. */
const NAME = /^[A-Z][A-Z\d_]{0,63}$/;

/** @throws AuthError of kind `unknown` for a challenge that this version does not know. */
export function challengeOf(challengeName: string): Challenge {
  const challenge = Object.hasOwn(CHALLENGES, challengeName) ? CHALLENGES[challengeName] : undefined;
  if (challenge) return challenge;
  // What is no name is not repeated: it might be anything that a service echoes, the password too.
  const asked = NAME.test(challengeName) ? challengeName : 'without a proper name';
  throw new AuthError({
    kind: 'unknown',
    message: `The user pool asks for the challenge ${asked}, which this version cannot answer.`,
    recoverySuggestion: `Change the user pool or the app client so that it does not ask for ${asked}.`,
  });
}

import type { CustomAuthTriggers } from './custom-auth.js';
import type { FirstFactor } from './first-factors.js';

export type AuthFlow = 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH' | 'USER_AUTH' | 'CUSTOM_AUTH' | 'REFRESH_TOKEN_AUTH';

export interface RotationSettings {
  enabled: boolean;
  /** How long a rotated refresh token may be used again. The real service takes whole seconds, 0 to 60. */
  gracePeriodMs: number;
  /** Whether a late reuse ends the whole family. The real service's documentation does not say that it does. */
  reuseRevokesFamily: boolean;
}

/** What an operator would set in the console. Every field may be changed while the server runs. */
export interface CognitoSettings {
  accessTokenSeconds: number;
  idTokenSeconds: number;
  /** Counts from the sign-in; rotation does not extend it. */
  refreshTokenSeconds: number;
  /** Lifetime of the identity pool's credentials. */
  credentialsSeconds: number;
  /** How long a challenge may be answered: 3 to 15 minutes in the real service. */
  challengeSessionSeconds: number;
  rotation: RotationSettings;
  /** Whether the identity pool serves those who are not signed in. */
  allowGuestAccess: boolean;
  /** False makes the server answer as one that has never heard of GetTokensFromRefreshToken. */
  supportsGetTokensFromRefreshToken: boolean;
  /** True: an unknown user looks like a wrong password. */
  preventUserExistenceErrors: boolean;
  enabledAuthFlows: AuthFlow[];
  /** What USER_AUTH offers to those who have it. */
  firstFactors: FirstFactor[];
  /** The domain that passkeys are for. */
  relyingPartyId: string;
  /** The Lambda triggers of CUSTOM_AUTH. */
  customAuth?: CustomAuthTriggers;
  /** Attributes that a user must have by the end of NEW_PASSWORD_REQUIRED, such as `name`. */
  requiredAttributes: string[];
  passwordMinimumLength: number;
  /** Which addresses and numbers get a code of themselves, at sign-up and when they change. */
  autoVerifiedAttributes: ('email' | 'phone_number')[];
  /** Which of them keep their old value until the new one is verified. */
  attributesRequireVerificationBeforeUpdate: ('email' | 'phone_number')[];
  /** What a pre sign-up trigger may decide: that a new user needs no confirmation. */
  autoConfirmSignUps: boolean;
  /** The app client's allowed callback and sign-out URLs of managed login; each is taken letter by letter. */
  callbackUrls: string[];
  logoutUrls: string[];
  /** The scopes that the app client may ask for. */
  allowedScopes: string[];
  /** Other providers that managed login offers, by their names in the pool. They take everybody's word. */
  identityProviders: string[];
  /** How long an authorization code may be exchanged. */
  authorizationCodeSeconds: number;
  /** `on`: a sign-in without a second factor leads to MFA_SETUP. */
  mfa: 'optional' | 'on';
  /** What MFA_SETUP lets a user set up. */
  mfasToSetUp: ('SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[];
  /** Whether devices are remembered: never, as soon as they are confirmed, or when the user says so. */
  deviceTracking: 'off' | 'always' | 'userOptIn';
}

export type CognitoSettingsInput = Partial<Omit<CognitoSettings, 'rotation'>> & {
  rotation?: Partial<RotationSettings>;
};

/** The defaults of a new pool, completed with what the caller wants otherwise. */
export function cognitoSettings(input: CognitoSettingsInput = {}): CognitoSettings {
  return {
    accessTokenSeconds: 3600,
    idTokenSeconds: 3600,
    refreshTokenSeconds: 30 * 24 * 3600,
    credentialsSeconds: 3600,
    challengeSessionSeconds: 180,
    allowGuestAccess: true,
    supportsGetTokensFromRefreshToken: true,
    preventUserExistenceErrors: true,
    enabledAuthFlows: ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'USER_AUTH', 'CUSTOM_AUTH', 'REFRESH_TOKEN_AUTH'],
    firstFactors: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
    relyingPartyId: 'localhost',
    requiredAttributes: [],
    passwordMinimumLength: 8,
    autoVerifiedAttributes: ['email'],
    attributesRequireVerificationBeforeUpdate: [],
    autoConfirmSignUps: false,
    callbackUrls: [],
    logoutUrls: [],
    allowedScopes: ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'],
    identityProviders: ['Google'],
    authorizationCodeSeconds: 300,
    mfa: 'optional',
    mfasToSetUp: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
    deviceTracking: 'off',
    ...input,
    rotation: { enabled: false, gracePeriodMs: 0, reuseRevokesFamily: false, ...input.rotation },
  };
}

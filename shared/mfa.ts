/** A second factor: a code by SMS, from an authenticator app, or by email. */
export type AuthMFAType = 'SMS' | 'TOTP' | 'EMAIL';

/** What an authenticator app has to be given, as it travels to the page. */
export interface TOTPSetupData {
  /** The secret, base32: for whoever types it in. */
  readonly sharedSecret: string;
  /** The user's name, which the app is to show unless the page says another. */
  readonly accountName: string;
}

/** Input of `verifyTOTPSetup`, as in Amplify JS v6. */
export interface VerifyTOTPSetupInput {
  /** The code that the authenticator app shows now. */
  readonly code: string;
  readonly options?: {
    /** A name for the app or the phone, by which the pool keeps it. */
    readonly friendlyDeviceName?: string;
  };
}

/** Output of `fetchMFAPreference`, as in Amplify JS v6. */
export interface FetchMFAPreferenceOutput {
  /** The factors that the user has set up and switched on. */
  readonly enabled?: readonly AuthMFAType[];
  /** The one that a sign-in asks for. */
  readonly preferred?: AuthMFAType;
}

/** Switches a factor on or off; `PREFERRED` makes it the one that a sign-in asks for. */
export type MFAPreference = 'ENABLED' | 'DISABLED' | 'PREFERRED' | 'NOT_PREFERRED';

/** Input of `updateMFAPreference`, as in Amplify JS v6. A factor that is not named stays as it is. */
export interface UpdateMFAPreferenceInput {
  readonly sms?: MFAPreference;
  readonly totp?: MFAPreference;
  readonly email?: MFAPreference;
}

import type { AuthMFAType, TOTPSetupData } from './mfa.js';

/**
 * The ways to begin a sign-in, by Amplify JS v6's names.
 *
 * - `USER_SRP_AUTH`, the default, proves the password without sending it.
 * - `USER_PASSWORD_AUTH` sends the password.
 * - `USER_AUTH`: the user chooses among the first factors of the pool, or the application prefers one.
 * - `CUSTOM_WITH_SRP`, `CUSTOM_WITHOUT_SRP`: the pool's Lambda triggers ask, with or without the password proven first.
 */
export type AuthFlowType =
  | 'USER_SRP_AUTH'
  | 'USER_PASSWORD_AUTH'
  | 'USER_AUTH'
  | 'CUSTOM_WITH_SRP'
  | 'CUSTOM_WITHOUT_SRP';

/** A first factor of the flow `USER_AUTH`: the API's `PREFERRED_CHALLENGE` and `AvailableChallenges`. */
export type AuthFactorType = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** Input of `signIn`, as in Amplify JS v6. */
export interface SignInInput {
  readonly username: string;
  /**
   * Needed by `USER_SRP_AUTH`, `USER_PASSWORD_AUTH`, `CUSTOM_WITH_SRP`, and by `USER_AUTH` where `PASSWORD` or
   * `PASSWORD_SRP` is preferred. Refused by `CUSTOM_WITHOUT_SRP`.
   */
  readonly password?: string;
  readonly options?: {
    readonly authFlowType?: AuthFlowType;
    /** For `USER_AUTH` only: the first factor to begin with, instead of a choice. */
    readonly preferredChallenge?: AuthFactorType;
    /** Passed to the pool's Lambda triggers. */
    readonly clientMetadata?: Readonly<Record<string, string>>;
  };
}

/** Input of `confirmSignIn`, as in Amplify JS v6. */
export interface ConfirmSignInInput {
  /** The code, the password, the choice, or the answer: what `nextStep` asked for. */
  readonly challengeResponse: string;
  readonly options?: {
    /** Attributes that the pool requires with a new password, without the prefix `userAttributes.`. */
    readonly userAttributes?: Readonly<Record<string, string>>;
    /** A name for the authenticator app that is being set up. */
    readonly friendlyDeviceName?: string;
    readonly clientMetadata?: Readonly<Record<string, string>>;
  };
}

/** Where a code was sent to, as Cognito tells it (partly hidden). */
export interface CodeDeliveryDetails {
  readonly destination?: string;
  readonly deliveryMedium?: 'EMAIL' | 'SMS';
  /** The user's attribute that says where. Not told of a second factor. */
  readonly attributeName?: 'email' | 'phone_number';
}

/** What the sign-in needs next; the values are those of Amplify JS v6. `TOTPSetup` is what a page or the worker has of a secret. */
export type SignInNextStep<TOTPSetup = TOTPSetupData> =
  | { readonly signInStep: 'DONE' }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED'; readonly missingAttributes: readonly string[] }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE'; readonly codeDeliveryDetails: CodeDeliveryDetails }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE'; readonly codeDeliveryDetails: CodeDeliveryDetails }
  /** Answer with one of the types. */
  | {
      readonly signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION' | 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION';
      readonly allowedMFATypes: readonly AuthMFAType[];
    }
  /** Answer with the code that the authenticator app shows once it has the secret. */
  | { readonly signInStep: 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP'; readonly totpSetupDetails: TOTPSetup }
  /** Answer with the address that codes are to go to. */
  | { readonly signInStep: 'CONTINUE_SIGN_IN_WITH_EMAIL_SETUP' }
  /** A question of the pool's Lambda triggers, with the parameters that they have made public. */
  | {
      readonly signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE';
      readonly additionalInfo: Readonly<Record<string, string>>;
    }
  /** Answer with one of `availableChallenges`. */
  | {
      readonly signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION';
      readonly availableChallenges: readonly AuthFactorType[];
    }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' }
  | { readonly signInStep: 'CONFIRM_SIGN_UP' }
  | { readonly signInStep: 'RESET_PASSWORD' };

/** Output of `signIn` and `confirmSignIn`, as in Amplify JS v6. */
export interface SignInOutput<TOTPSetup = TOTPSetupData> {
  readonly isSignedIn: boolean;
  readonly nextStep: SignInNextStep<TOTPSetup>;
}

/**
 * Between the worker and the page's client only, which asks the browser for the passkey and answers with the credential in
 * JSON: `AuthenticationResponseJSON` of WebAuthn level 3, as `challengeResponse`.
 */
export interface PasskeyStep {
  readonly signInStep: 'CONFIRM_SIGN_IN_WITH_PASSKEY';
  /** `PublicKeyCredentialRequestOptionsJSON`, as the pool sent it. */
  readonly credentialRequestOptions: object;
}

/** Between the worker and the page's client only, which makes `totpSetupDetails` of it: a function travels in no message. */
export interface TOTPSetupStep {
  readonly signInStep: 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP';
  readonly totpSetup: TOTPSetupData;
}

export type WireSignInNextStep = SignInNextStep | PasskeyStep | TOTPSetupStep;

/** A {@link SignInOutput} as the worker tells it. */
export interface WireSignInOutput {
  readonly isSignedIn: boolean;
  readonly nextStep: WireSignInNextStep;
}

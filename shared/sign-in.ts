/** How the password reaches Cognito. `USER_SRP_AUTH`, the default, proves it without sending it. */
export type AuthFlowType = 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH';

/** Input of `signIn`, as in Amplify JS v6. */
export interface SignInInput {
  readonly username: string;
  readonly password: string;
  readonly options?: {
    readonly authFlowType?: AuthFlowType;
    /** Passed to the pool's Lambda triggers. */
    readonly clientMetadata?: Readonly<Record<string, string>>;
  };
}

/** Input of `confirmSignIn`, as in Amplify JS v6. */
export interface ConfirmSignInInput {
  /** The code, or the new password: what `nextStep` asked for. */
  readonly challengeResponse: string;
  readonly options?: {
    /** Attributes that the pool requires with a new password, without the prefix `userAttributes.`. */
    readonly userAttributes?: Readonly<Record<string, string>>;
    readonly clientMetadata?: Readonly<Record<string, string>>;
  };
}

/** Where a code was sent to, as Cognito tells it (partly hidden). */
export interface CodeDeliveryDetails {
  readonly destination?: string;
  readonly deliveryMedium?: 'EMAIL' | 'SMS';
}

/** What the sign-in needs next; the values are those of Amplify JS v6. */
export type SignInNextStep =
  | { readonly signInStep: 'DONE' }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED'; readonly missingAttributes: readonly string[] }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE'; readonly codeDeliveryDetails: CodeDeliveryDetails }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE'; readonly codeDeliveryDetails: CodeDeliveryDetails }
  | { readonly signInStep: 'CONFIRM_SIGN_UP' }
  | { readonly signInStep: 'RESET_PASSWORD' };

/** Output of `signIn` and `confirmSignIn`, as in Amplify JS v6. */
export interface SignInOutput {
  readonly isSignedIn: boolean;
  readonly nextStep: SignInNextStep;
}

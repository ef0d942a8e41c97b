import type { NewUserAttributes } from './account.js';
import type { ClientMetadata, ClientMetadataOptions } from './client-metadata.js';
import type { AuthFactorType, AuthFlowType, CodeDeliveryDetails } from './sign-in.js';

/** How `autoSignIn` is to sign in. */
export interface AutoSignInOptions extends ClientMetadataOptions {
  /**
   * `USER_AUTH` signs in by what `confirmSignUp` has proven, without a password, and survives a stop of the worker; the
   * app client must have ALLOW_USER_AUTH. The flows that need the password keep it in the worker's memory, for minutes.
   */
  readonly authFlowType?: AuthFlowType;
  /** For `USER_AUTH`: the challenge to begin with, should Cognito want one all the same. */
  readonly preferredChallenge?: AuthFactorType;
}

/** Input of `signUp`, as in Amplify JS v6. */
export interface SignUpInput {
  readonly username: string;
  /** May be left out where the pool signs users in without one. */
  readonly password?: string;
  readonly options?: {
    readonly userAttributes?: NewUserAttributes;
    /** For the pool's pre sign-up trigger alone. */
    readonly validationData?: Readonly<Record<string, string>>;
    readonly clientMetadata?: ClientMetadata;
    /** Whether `autoSignIn` shall sign the user in once the sign-up is confirmed. False unless said. */
    readonly autoSignIn?: boolean | AutoSignInOptions;
  };
}

/** What the sign-up needs next; the values are those of Amplify JS v6. */
export type SignUpNextStep =
  | { readonly signUpStep: 'DONE' }
  /** Call `confirmSignUp` with the code. */
  | { readonly signUpStep: 'CONFIRM_SIGN_UP'; readonly codeDeliveryDetails: CodeDeliveryDetails }
  /** Call `autoSignIn`, in the same tab. */
  | { readonly signUpStep: 'COMPLETE_AUTO_SIGN_IN'; readonly codeDeliveryDetails?: CodeDeliveryDetails };

/** Output of `signUp` and `confirmSignUp`, as in Amplify JS v6. */
export interface SignUpOutput {
  readonly isSignUpComplete: boolean;
  /** The new user's `sub`. */
  readonly userId?: string;
  readonly nextStep: SignUpNextStep;
}

/** Input of `confirmSignUp`, as in Amplify JS v6. */
export interface ConfirmSignUpInput {
  readonly username: string;
  readonly confirmationCode: string;
  readonly options?: ClientMetadataOptions & {
    /** Takes an address or number over from the account that has it as an alias, instead of `aliasExists`. */
    readonly forceAliasCreation?: boolean;
  };
}

/** Input of `resendSignUpCode`, as in Amplify JS v6. */
export interface ResendSignUpCodeInput {
  readonly username: string;
  readonly options?: ClientMetadataOptions;
}

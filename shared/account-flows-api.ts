import type { ConfirmResetPasswordInput, ResetPasswordInput, ResetPasswordOutput } from './password.js';
import type { CodeDeliveryDetails, WireSignInOutput } from './sign-in.js';
import type { ConfirmSignUpInput, ResendSignUpCodeInput, SignUpInput, SignUpOutput } from './sign-up.js';
import type { WireResult } from './wire-result.js';

/** The part of the worker's methods for accounts that nobody is signed in to: sign-up and forgotten passwords. */
export interface AccountFlowsApi {
  signUp(input: SignUpInput): Promise<WireResult<SignUpOutput>>;
  confirmSignUp(input: ConfirmSignUpInput): Promise<WireResult<SignUpOutput>>;
  resendSignUpCode(input: ResendSignUpCodeInput): Promise<WireResult<CodeDeliveryDetails>>;
  autoSignIn(): Promise<WireResult<WireSignInOutput>>;
  resetPassword(input: ResetPasswordInput): Promise<WireResult<ResetPasswordOutput>>;
  confirmResetPassword(input: ConfirmResetPasswordInput): Promise<WireResult<null>>;
}

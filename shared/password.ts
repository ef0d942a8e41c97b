import type { ClientMetadataOptions } from './client-metadata.js';
import type { CodeDeliveryDetails } from './sign-in.js';

/** Input of `updatePassword`, as in Amplify JS v6. */
export interface UpdatePasswordInput {
  readonly oldPassword: string;
  readonly newPassword: string;
}

/** Input of `resetPassword`, as in Amplify JS v6. */
export interface ResetPasswordInput {
  readonly username: string;
  readonly options?: ClientMetadataOptions;
}

/** Where the code was sent, with which `confirmResetPassword` sets the new password. */
export interface ResetPasswordOutput {
  readonly isPasswordReset: boolean;
  readonly nextStep: {
    readonly resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE' | 'DONE';
    readonly codeDeliveryDetails: CodeDeliveryDetails;
  };
}

/** Input of `confirmResetPassword`, as in Amplify JS v6. */
export interface ConfirmResetPasswordInput {
  readonly username: string;
  readonly newPassword: string;
  readonly confirmationCode: string;
  readonly options?: ClientMetadataOptions;
}

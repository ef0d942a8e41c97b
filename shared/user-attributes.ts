import type { NewUserAttributes } from './account.js';
import type { ClientMetadataOptions } from './client-metadata.js';
import type { CodeDeliveryDetails } from './sign-in.js';

/** The attributes that Cognito can verify, by a code that it sends there. */
export type VerifiableUserAttributeKey = 'email' | 'phone_number';

/** Input of `updateUserAttributes`, as in Amplify JS v6. */
export interface UpdateUserAttributesInput {
  /** At least one; those of the application begin with `custom:`. */
  readonly userAttributes: NewUserAttributes;
  readonly options?: ClientMetadataOptions;
}

/** Input of `updateUserAttribute`, as in Amplify JS v6. */
export interface UpdateUserAttributeInput {
  readonly userAttribute: { readonly attributeKey: string; readonly value: string };
  readonly options?: ClientMetadataOptions;
}

/** What became of one attribute. A new address or number is confirmed by the code that was sent there. */
export interface UpdateUserAttributeOutput {
  /** False while the attribute waits for its code. Whether the old value stays until then is the pool's setting. */
  readonly isUpdated: boolean;
  readonly nextStep:
    | { readonly updateAttributeStep: 'DONE' }
    | {
        readonly updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE';
        readonly codeDeliveryDetails: CodeDeliveryDetails;
      };
}

/** One output for each attribute, by its name. */
export type UpdateUserAttributesOutput = Readonly<Record<string, UpdateUserAttributeOutput>>;

/** Input of `deleteUserAttributes`, as in Amplify JS v6. */
export interface DeleteUserAttributesInput {
  readonly userAttributeKeys: readonly [string, ...string[]];
}

/** Input of `sendUserAttributeVerificationCode`, as in Amplify JS v6. */
export interface SendUserAttributeVerificationCodeInput {
  readonly userAttributeKey: VerifiableUserAttributeKey;
  readonly options?: ClientMetadataOptions;
}

/** Input of `confirmUserAttribute`, as in Amplify JS v6. */
export interface ConfirmUserAttributeInput {
  readonly userAttributeKey: VerifiableUserAttributeKey;
  readonly confirmationCode: string;
}

/**
 * Held against Amplify JS v6 by the type checker alone: what is written for its functions compiles with ours, and what ours
 * answer can be taken for its answers.
 */
import type * as amplify from 'aws-amplify/auth';
import type { SessionClient } from '../../client/index.js';

type Input<F extends (...args: never[]) => unknown> = Parameters<F>[0];
type Output<F extends (...args: never[]) => unknown> = Awaited<ReturnType<F>>;

/** Fails to compile unless a `From` can be passed where a `To` is wanted. */
type Fits<From extends To, To> = [From, To];

export type Inputs = [
  Fits<amplify.ConfirmSignUpInput, Input<SessionClient['confirmSignUp']>>,
  Fits<amplify.ResendSignUpCodeInput, Input<SessionClient['resendSignUpCode']>>,
  Fits<amplify.ResetPasswordInput, Input<SessionClient['resetPassword']>>,
  Fits<amplify.ConfirmResetPasswordInput, Input<SessionClient['confirmResetPassword']>>,
  Fits<amplify.SignUpInput, Input<SessionClient['signUp']>>,
  Fits<amplify.UpdateUserAttributesInput, Input<SessionClient['updateUserAttributes']>>,
  Fits<amplify.UpdateUserAttributeInput, Input<SessionClient['updateUserAttribute']>>,
  Fits<amplify.DeleteUserAttributesInput, Input<SessionClient['deleteUserAttributes']>>,
  Fits<amplify.SendUserAttributeVerificationCodeInput, Input<SessionClient['sendUserAttributeVerificationCode']>>,
  Fits<amplify.ConfirmUserAttributeInput, Input<SessionClient['confirmUserAttribute']>>,
  Fits<amplify.UpdatePasswordInput, Input<SessionClient['updatePassword']>>,
];

export type Outputs = [
  Fits<Output<SessionClient['signUp']>, amplify.SignUpOutput>,
  Fits<Output<SessionClient['confirmSignUp']>, amplify.ConfirmSignUpOutput>,
  Fits<Output<SessionClient['resendSignUpCode']>, amplify.ResendSignUpCodeOutput>,
  Fits<Output<SessionClient['resetPassword']>, amplify.ResetPasswordOutput>,
  Fits<Output<SessionClient['fetchUserAttributes']>, amplify.FetchUserAttributesOutput>,
  // Amplify's own type promises an output for every standard attribute, also for those that were not updated.
  Fits<Output<SessionClient['updateUserAttributes']>[string], amplify.UpdateUserAttributesOutput[string]>,
  Fits<Output<SessionClient['updateUserAttribute']>, amplify.UpdateUserAttributeOutput>,
  Fits<Output<SessionClient['sendUserAttributeVerificationCode']>, amplify.SendUserAttributeVerificationCodeOutput>,
];

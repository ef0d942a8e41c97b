/**
 * For pages: registers the session worker, signs in and out, and asks for the session.
 *
 * @module cognito-session-worker
 */

export type { NewUserAttributes, UserAttributes } from '../shared/account.js';
export {
  AuthError,
  type AuthErrorData,
  type AuthErrorInit,
  type AuthErrorKind,
  type AuthServiceErrorCode,
  type ServiceException,
} from '../shared/auth-error.js';
export type { AuthResult } from '../shared/auth-result.js';
export type { ClientMetadata, ClientMetadataOptions } from '../shared/client-metadata.js';
export type { AWSAuthDevice, ForgetDeviceInput } from '../shared/device.js';
export type {
  FederateToIdentityPoolInput,
  FederateToIdentityPoolOutput,
  FederationProvider,
} from '../shared/federation.js';
export type {
  AuthMFAType,
  FetchMFAPreferenceOutput,
  MFAPreference,
  UpdateMFAPreferenceInput,
  VerifyTOTPSetupInput,
} from '../shared/mfa.js';
export type {
  AuthWebAuthnCredential,
  DeleteWebAuthnCredentialInput,
  ListWebAuthnCredentialsInput,
  ListWebAuthnCredentialsOutput,
} from '../shared/passkey.js';
export type {
  ConfirmResetPasswordInput,
  ResetPasswordInput,
  ResetPasswordOutput,
  UpdatePasswordInput,
} from '../shared/password.js';
export type { RedirectProvider, SignInWithRedirectInput } from '../shared/redirect-sign-in.js';
export type { AuthUser, AWSCredentials, CognitoTokens } from '../shared/session-api.js';
export type { PlannedEnd, SessionState, SessionStatus, SessionUser } from '../shared/session-state.js';
export type {
  AuthFactorType,
  AuthFlowType,
  CodeDeliveryDetails,
  ConfirmSignInInput,
  SignInInput,
} from '../shared/sign-in.js';
export type { SignOutInput, SignOutOutput } from '../shared/sign-out.js';
export type {
  AutoSignInOptions,
  ConfirmSignUpInput,
  ResendSignUpCodeInput,
  SignUpInput,
  SignUpNextStep,
  SignUpOutput,
} from '../shared/sign-up.js';
export type {
  ConfirmUserAttributeInput,
  DeleteUserAttributesInput,
  SendUserAttributeVerificationCodeInput,
  UpdateUserAttributeInput,
  UpdateUserAttributeOutput,
  UpdateUserAttributesInput,
  UpdateUserAttributesOutput,
  VerifiableUserAttributeKey,
} from '../shared/user-attributes.js';
export {
  type AuthAWSCredentialsProvider,
  type AuthCognitoIdentityProvider,
  type AuthCognitoTokensProvider,
  type AuthSession,
  isAuthAWSCredentialsProvider,
  isAuthCognitoIdentityProvider,
  isAuthCognitoTokensProvider,
} from './auth-session.js';
export { type RegisterOptions, registerSessionWorker } from './register-session-worker.js';
export type { FetchAuthSessionOptions, SessionClient } from './session-client.js';
export type { SessionEvent, SessionEventMap } from './session-events.js';
export type { AuthTOTPSetupDetails, SignInNextStep, SignInOutput } from './totp-setup.js';

import {
  AssociateSoftwareToken$,
  type AssociateSoftwareTokenRequest,
  type AssociateSoftwareTokenResponse,
  ChangePassword$,
  type ChangePasswordRequest,
  type ChangePasswordResponse,
  CompleteWebAuthnRegistration$,
  type CompleteWebAuthnRegistrationRequest,
  type CompleteWebAuthnRegistrationResponse,
  ConfirmDevice$,
  type ConfirmDeviceRequest,
  type ConfirmDeviceResponse,
  ConfirmForgotPassword$,
  type ConfirmForgotPasswordRequest,
  type ConfirmForgotPasswordResponse,
  ConfirmSignUp$,
  type ConfirmSignUpRequest,
  type ConfirmSignUpResponse,
  DeleteUser$,
  DeleteUserAttributes$,
  type DeleteUserAttributesRequest,
  type DeleteUserAttributesResponse,
  type DeleteUserRequest,
  DeleteWebAuthnCredential$,
  type DeleteWebAuthnCredentialRequest,
  type DeleteWebAuthnCredentialResponse,
  ForgetDevice$,
  type ForgetDeviceRequest,
  ForgotPassword$,
  type ForgotPasswordRequest,
  type ForgotPasswordResponse,
  GetTokensFromRefreshToken$,
  type GetTokensFromRefreshTokenRequest,
  type GetTokensFromRefreshTokenResponse,
  GetUser$,
  GetUserAttributeVerificationCode$,
  type GetUserAttributeVerificationCodeRequest,
  type GetUserAttributeVerificationCodeResponse,
  type GetUserRequest,
  type GetUserResponse,
  GlobalSignOut$,
  type GlobalSignOutRequest,
  type GlobalSignOutResponse,
  InitiateAuth$,
  type InitiateAuthRequest,
  type InitiateAuthResponse,
  ListDevices$,
  type ListDevicesRequest,
  type ListDevicesResponse,
  ListWebAuthnCredentials$,
  type ListWebAuthnCredentialsRequest,
  type ListWebAuthnCredentialsResponse,
  ResendConfirmationCode$,
  type ResendConfirmationCodeRequest,
  type ResendConfirmationCodeResponse,
  RespondToAuthChallenge$,
  type RespondToAuthChallengeRequest,
  type RespondToAuthChallengeResponse,
  RevokeToken$,
  type RevokeTokenRequest,
  type RevokeTokenResponse,
  SetUserMFAPreference$,
  type SetUserMFAPreferenceRequest,
  type SetUserMFAPreferenceResponse,
  SignUp$,
  type SignUpRequest,
  type SignUpResponse,
  StartWebAuthnRegistration$,
  type StartWebAuthnRegistrationRequest,
  type StartWebAuthnRegistrationResponse,
  UpdateDeviceStatus$,
  type UpdateDeviceStatusRequest,
  type UpdateDeviceStatusResponse,
  UpdateUserAttributes$,
  type UpdateUserAttributesRequest,
  type UpdateUserAttributesResponse,
  VerifySoftwareToken$,
  type VerifySoftwareTokenRequest,
  type VerifySoftwareTokenResponse,
  VerifyUserAttribute$,
  type VerifyUserAttributeRequest,
  type VerifyUserAttributeResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Operation } from './operation.js';

/**
 * The operations of a user pool that the worker uses: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
 * One line is one operation, and costs the worker some 90 bytes. Only those that need no AWS credentials belong here: nothing
 * signs the requests.
 */
export const ChangePassword: Operation<ChangePasswordRequest, ChangePasswordResponse> = ChangePassword$;
export const ConfirmForgotPassword: Operation<ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse> =
  ConfirmForgotPassword$;
export const ConfirmSignUp: Operation<ConfirmSignUpRequest, ConfirmSignUpResponse> = ConfirmSignUp$;
export const DeleteUser: Operation<DeleteUserRequest, unknown> = DeleteUser$;
export const DeleteUserAttributes: Operation<DeleteUserAttributesRequest, DeleteUserAttributesResponse> =
  DeleteUserAttributes$;
export const ForgotPassword: Operation<ForgotPasswordRequest, ForgotPasswordResponse> = ForgotPassword$;
export const GetTokensFromRefreshToken: Operation<GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse> =
  GetTokensFromRefreshToken$;
export const GetUser: Operation<GetUserRequest, GetUserResponse> = GetUser$;
export const GetUserAttributeVerificationCode: Operation<
  GetUserAttributeVerificationCodeRequest,
  GetUserAttributeVerificationCodeResponse
> = GetUserAttributeVerificationCode$;
export const GlobalSignOut: Operation<GlobalSignOutRequest, GlobalSignOutResponse> = GlobalSignOut$;
export const InitiateAuth: Operation<InitiateAuthRequest, InitiateAuthResponse> = InitiateAuth$;
export const ResendConfirmationCode: Operation<ResendConfirmationCodeRequest, ResendConfirmationCodeResponse> =
  ResendConfirmationCode$;
export const RespondToAuthChallenge: Operation<RespondToAuthChallengeRequest, RespondToAuthChallengeResponse> =
  RespondToAuthChallenge$;
export const RevokeToken: Operation<RevokeTokenRequest, RevokeTokenResponse> = RevokeToken$;
export const AssociateSoftwareToken: Operation<AssociateSoftwareTokenRequest, AssociateSoftwareTokenResponse> =
  AssociateSoftwareToken$;
export const ConfirmDevice: Operation<ConfirmDeviceRequest, ConfirmDeviceResponse> = ConfirmDevice$;
export const ForgetDevice: Operation<ForgetDeviceRequest, object> = ForgetDevice$;
export const ListDevices: Operation<ListDevicesRequest, ListDevicesResponse> = ListDevices$;
export const SetUserMFAPreference: Operation<SetUserMFAPreferenceRequest, SetUserMFAPreferenceResponse> =
  SetUserMFAPreference$;
export const UpdateDeviceStatus: Operation<UpdateDeviceStatusRequest, UpdateDeviceStatusResponse> = UpdateDeviceStatus$;
export const VerifySoftwareToken: Operation<VerifySoftwareTokenRequest, VerifySoftwareTokenResponse> =
  VerifySoftwareToken$;
export const CompleteWebAuthnRegistration: Operation<
  CompleteWebAuthnRegistrationRequest,
  CompleteWebAuthnRegistrationResponse
> = CompleteWebAuthnRegistration$;
export const DeleteWebAuthnCredential: Operation<DeleteWebAuthnCredentialRequest, DeleteWebAuthnCredentialResponse> =
  DeleteWebAuthnCredential$;
export const ListWebAuthnCredentials: Operation<ListWebAuthnCredentialsRequest, ListWebAuthnCredentialsResponse> =
  ListWebAuthnCredentials$;
export const StartWebAuthnRegistration: Operation<StartWebAuthnRegistrationRequest, StartWebAuthnRegistrationResponse> =
  StartWebAuthnRegistration$;
export const SignUp: Operation<SignUpRequest, SignUpResponse> = SignUp$;
export const UpdateUserAttributes: Operation<UpdateUserAttributesRequest, UpdateUserAttributesResponse> =
  UpdateUserAttributes$;
export const VerifyUserAttribute: Operation<VerifyUserAttributeRequest, VerifyUserAttributeResponse> =
  VerifyUserAttribute$;

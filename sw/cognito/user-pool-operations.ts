import {
  CompleteWebAuthnRegistration$,
  type CompleteWebAuthnRegistrationRequest,
  type CompleteWebAuthnRegistrationResponse,
  DeleteWebAuthnCredential$,
  type DeleteWebAuthnCredentialRequest,
  type DeleteWebAuthnCredentialResponse,
  GetTokensFromRefreshToken$,
  type GetTokensFromRefreshTokenRequest,
  type GetTokensFromRefreshTokenResponse,
  GetUser$,
  type GetUserRequest,
  type GetUserResponse,
  GlobalSignOut$,
  type GlobalSignOutRequest,
  type GlobalSignOutResponse,
  InitiateAuth$,
  type InitiateAuthRequest,
  type InitiateAuthResponse,
  ListWebAuthnCredentials$,
  type ListWebAuthnCredentialsRequest,
  type ListWebAuthnCredentialsResponse,
  RespondToAuthChallenge$,
  type RespondToAuthChallengeRequest,
  type RespondToAuthChallengeResponse,
  RevokeToken$,
  type RevokeTokenRequest,
  type RevokeTokenResponse,
  StartWebAuthnRegistration$,
  type StartWebAuthnRegistrationRequest,
  type StartWebAuthnRegistrationResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Operation } from './operation.js';

/**
 * The operations of a user pool that the worker uses: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
 * One line is one operation, and costs the worker some 90 bytes. Only those that need no AWS credentials belong here: nothing
 * signs the requests.
 */
export const GetTokensFromRefreshToken: Operation<GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse> =
  GetTokensFromRefreshToken$;
export const GetUser: Operation<GetUserRequest, GetUserResponse> = GetUser$;
export const GlobalSignOut: Operation<GlobalSignOutRequest, GlobalSignOutResponse> = GlobalSignOut$;
export const InitiateAuth: Operation<InitiateAuthRequest, InitiateAuthResponse> = InitiateAuth$;
export const RespondToAuthChallenge: Operation<RespondToAuthChallengeRequest, RespondToAuthChallengeResponse> =
  RespondToAuthChallenge$;
export const RevokeToken: Operation<RevokeTokenRequest, RevokeTokenResponse> = RevokeToken$;
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

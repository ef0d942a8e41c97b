import {
  GetCredentialsForIdentity$,
  type GetCredentialsForIdentityInput,
  type GetCredentialsForIdentityResponse,
  GetId$,
  type GetIdInput,
  type GetIdResponse,
} from '@aws-sdk/client-cognito-identity';
import type { Operation } from './operation.js';

/** The operations of an identity pool that the worker uses: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/ */
export const GetCredentialsForIdentity: Operation<GetCredentialsForIdentityInput, GetCredentialsForIdentityResponse> =
  GetCredentialsForIdentity$;
export const GetId: Operation<GetIdInput, GetIdResponse> = GetId$;

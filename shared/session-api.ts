import type { AccountApi } from './account-api.js';
import type { AccountFlowsApi } from './account-flows-api.js';
import type { AuthErrorData } from './auth-error.js';
import type { DeviceApi } from './device-api.js';
import type { FederateToIdentityPoolInput, FederateToIdentityPoolOutput } from './federation.js';
import type { MFAApi } from './mfa-api.js';
import type { PasskeyApi } from './passkey-api.js';
import type { RedirectArrival, SignInWithRedirectInput } from './redirect-sign-in.js';
import type { GrantedProviders, SessionUser } from './session-state.js';
import type { ConfirmSignInInput, SignInInput, WireSignInOutput } from './sign-in.js';
import type { SignOutInput } from './sign-out.js';
import type { WireResult } from './wire-result.js';

/** Temporary credentials from the identity pool: the API's `Credentials`. */
export interface AWSCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When AWS stops accepting them, on AWS's clock. */
  readonly expiration: Date;
  /** The same on this machine's clock, in milliseconds since the epoch. Absent only from an older worker's answer. */
  readonly expiresAt?: number;
}

/** The two JWTs a page may ask for. There is no accessor for the refresh token. */
export interface CognitoTokens {
  readonly idToken: string;
  readonly accessToken: string;
}

/** The answer of `getCurrentUser`. */
export interface AuthUser extends SessionUser {
  /** The ID token's claims, decoded and without the signature. */
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface FetchAuthSessionInput {
  /** Renew tokens and AWS credentials now, whether or not they are due, and wait for it. */
  readonly forceRefresh?: boolean;
}

/** What a page needs to build an `AuthSession`. */
export interface AuthSessionData {
  readonly isSignedIn: boolean;
  /** Names the sign-in (or the signed-out time) that this session belongs to; random, and no credential. */
  readonly sessionId: string;
  readonly granted: GrantedProviders;
}

/**
 * The methods of the worker that a page can call, and nothing else. Arguments and answers are plain data. No method
 * throws: a failure is a {@link WireResult}.
 */
export interface SessionApi extends AccountApi, AccountFlowsApi, DeviceApi, MFAApi, PasskeyApi {
  /** Wakes the worker, lets it do what is due, and brings the page's snapshot up to date. */
  synchronize(): Promise<WireResult<null>>;
  /** Asks the worker to control every window in its scope, so that their requests reach it; an error if the caller is none. */
  claim(): Promise<WireResult<null>>;
  /** Tells that the user is there, which puts off the end of an idle session. */
  reportActivity(): Promise<WireResult<null>>;
  fetchAuthSession(input: FetchAuthSessionInput): Promise<WireResult<AuthSessionData>>;
  getUserSub(sessionId: string): Promise<WireResult<string>>;
  getIdentityId(sessionId: string): Promise<WireResult<string>>;
  getAWSCredentials(sessionId: string): Promise<WireResult<AWSCredentials>>;
  getCognitoTokens(sessionId: string): Promise<WireResult<CognitoTokens>>;
  getCurrentUser(): Promise<WireResult<AuthUser>>;
  signIn(input: SignInInput): Promise<WireResult<WireSignInOutput>>;
  confirmSignIn(input: ConfirmSignInInput): Promise<WireResult<WireSignInOutput>>;
  /** Begins a sign-in with managed login: the answer sends the window there. */
  signInWithRedirect(input?: SignInWithRedirectInput): Promise<WireResult<null>>;
  /**
   * To be called by a page that has come back from managed login, with its address. Brings the sign-in to an end whose answer is in it,
   * where the worker has not seen it on its way; and tells how the sign-in ended that brought the page here, once.
   */
  arrive(url: string): Promise<WireResult<RedirectArrival>>;
  federateToIdentityPool(input: FederateToIdentityPoolInput): Promise<WireResult<FederateToIdentityPoolOutput>>;
  clearFederationToIdentityPool(): Promise<WireResult<null>>;
  signOut(input?: SignOutInput): Promise<WireResult<SignOutData>>;
}

/** A `SignOutOutput` as plain data. */
export type SignOutData =
  | { readonly status: 'complete' }
  | {
      readonly status: 'partial';
      readonly revokeTokenError?: AuthErrorData;
      readonly globalSignOutError?: AuthErrorData;
      readonly logoutError?: AuthErrorData;
    };

import { AuthError } from '../shared/auth-error.js';
import { type AuthResult, failure, success } from '../shared/auth-result.js';
import type { AuthSessionData, AWSCredentials, CognitoTokens, SessionApi } from '../shared/session-api.js';
import type { WireResult } from '../shared/wire-result.js';

/**
 * The answer of `fetchAuthSession`: whether somebody is signed in, and accessors for those who narrow it with a guard.
 * It belongs to one sign-in. Within that, however long it is held, its accessors answer with values that are valid when
 * asked; once it is over they answer `signedOut`, or `invalidState` if somebody else is signed in.
 */
export interface AuthSession {
  readonly isSignedIn: boolean;
}

/** A session that tells who the user is. */
export interface AuthCognitoIdentityProvider extends AuthSession {
  /** The user's `sub`. */
  getUserSub(): Promise<AuthResult<string>>;
  /** The identity in the identity pool, the user's or a guest's. */
  getIdentityId(): Promise<AuthResult<string>>;
}

/** A session that hands out AWS credentials, the user's or a guest's. */
export interface AuthAWSCredentialsProvider extends AuthSession {
  /** Credentials that are valid now; `expiration` says for how long. */
  getAWSCredentials(): Promise<AuthResult<AWSCredentials>>;
}

/** A session that hands out the user pool's JWTs: the only way in which a token enters page code. */
export interface AuthCognitoTokensProvider extends AuthSession {
  /** The ID and the access token, valid now. */
  getCognitoTokens(): Promise<AuthResult<CognitoTokens>>;
}

/** Narrows to {@link AuthCognitoIdentityProvider}; every session is one. */
export function isAuthCognitoIdentityProvider(session: AuthSession): session is AuthCognitoIdentityProvider {
  return 'getUserSub' in session;
}

/** Narrows to {@link AuthAWSCredentialsProvider}. False where the worker's policy withholds AWS credentials. */
export function isAuthAWSCredentialsProvider(session: AuthSession): session is AuthAWSCredentialsProvider {
  return 'getAWSCredentials' in session;
}

/** Narrows to {@link AuthCognitoTokensProvider}. False where the worker's policy withholds the tokens. */
export function isAuthCognitoTokensProvider(session: AuthSession): session is AuthCognitoTokensProvider {
  return 'getCognitoTokens' in session;
}

export function createAuthSession(
  worker: SessionApi,
  { isSignedIn, sessionId, granted }: AuthSessionData,
): AuthSession {
  return Object.freeze({
    isSignedIn,
    getUserSub: async () => toAuthResult(await worker.getUserSub(sessionId)),
    getIdentityId: async () => toAuthResult(await worker.getIdentityId(sessionId)),
    ...(granted.awsCredentials && {
      getAWSCredentials: async () => toAuthResult(await worker.getAWSCredentials(sessionId)),
    }),
    ...(granted.cognitoTokens && {
      getCognitoTokens: async () => toAuthResult(await worker.getCognitoTokens(sessionId)),
    }),
  });
}

function toAuthResult<T>(result: WireResult<T>): AuthResult<T> {
  return result.ok ? success(result.value) : failure(new AuthError(result.error));
}

/** The value, or the error thrown. */
export function unwrap<T>(result: WireResult<T>): T {
  return toAuthResult(result).get();
}

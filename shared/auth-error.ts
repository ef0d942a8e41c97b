/** What kind of failure an {@link AuthError} reports, and so what a caller can do about it. */
export type AuthErrorKind =
  /** The worker's configuration, or the way the app uses the library, is wrong. A developer has to change it. */
  | 'configuration'
  /** Cognito answered with an error, or could not be reached; `code` says which. */
  | 'service'
  /** Something that has no kind of its own, such as an answer that lacks a field. */
  | 'unknown'
  /** An argument of the call is missing or malformed; the message names it. */
  | 'validation'
  /** Cognito, or the worker's policy, refuses this to this caller. */
  | 'notAuthorized'
  /** The call does not fit the session's present state. */
  | 'invalidState'
  /** Nobody is signed in. */
  | 'signedOut'
  /** The sign-in is over for good: the user has to sign in again. */
  | 'sessionExpired';

/** The detail of an {@link AuthError} whose kind is `service`. */
export type AuthServiceErrorCode =
  | 'network'
  | 'invalidAccountType'
  | 'tooManyRequests'
  | 'resourceNotFound'
  | 'userNotFound'
  | 'userNotConfirmed'
  | 'passwordResetRequired'
  | 'usernameExists'
  | 'aliasExists'
  | 'codeMismatch'
  | 'codeExpired'
  | 'codeDelivery'
  | 'limitExceeded'
  | 'lambda'
  | 'interrupted'
  | 'other';

/** The service's own exception, as it named it. */
export interface ServiceException {
  readonly name: string;
  readonly message: string;
  readonly requestId?: string;
}

/** An {@link AuthError} as plain data: what travels between the worker and a page. */
export interface AuthErrorData {
  readonly kind: AuthErrorKind;
  readonly code?: AuthServiceErrorCode;
  readonly message: string;
  readonly recoverySuggestion: string;
  readonly retryable: boolean;
  readonly service?: ServiceException;
}

/** What an {@link AuthError} is made of. */
export interface AuthErrorInit extends Omit<AuthErrorData, 'retryable'> {
  /** Whether the same call may succeed later with nothing changed. False unless said. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The only error that this library throws or answers with.
 *
 * @example
 * import { isAuthCognitoTokensProvider } from 'cognito-session-worker';
 *
 * const session = await auth.fetchAuthSession();
 * if (isAuthCognitoTokensProvider(session)) {
 *   const result = await session.getCognitoTokens();
 *   if (!result.ok && result.error.kind === 'sessionExpired') location.assign('/sign-in');
 * }
 */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  declare readonly kind: AuthErrorKind;
  /** Set where `kind` is `service`. */
  declare readonly code?: AuthServiceErrorCode;
  /** What to do about it, in one sentence. */
  declare readonly recoverySuggestion: string;
  /** Whether the same call may succeed later with nothing changed. */
  declare readonly retryable: boolean;
  /** The service's own exception, where there is one. */
  declare readonly service?: ServiceException;

  constructor(init: AuthErrorInit) {
    super(init.message, init); // of its options Error reads the cause alone
    Object.assign(this, dataOf(init));
  }

  /** The inverse of {@link AuthError.fromData}; `cause` stays behind, for it may hold what a page must not see. */
  toData(): AuthErrorData {
    return dataOf(this);
  }

  /** The inverse of {@link AuthError.toData}. */
  static fromData(data: AuthErrorData): AuthError {
    return new AuthError(data);
  }
}

function dataOf({ kind, code, message, recoverySuggestion, retryable = false, service }: AuthErrorInit): AuthErrorData {
  return { kind, message, recoverySuggestion, retryable, ...(code && { code }), ...(service && { service }) };
}

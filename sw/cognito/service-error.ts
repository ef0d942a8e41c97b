import { AuthError, type AuthErrorInit, type ServiceException } from '../../shared/auth-error.js';
import { redact } from './redact.js';
import { RequestFailure } from './request-failure.js';

/** A request to Cognito, as an error speaks of it. */
export interface RequestDescription {
  /** Such as `InitiateAuth`. */
  readonly operation: string;
  /** Whom it was sent to, such as `the user pool eu-west-1_AbCdEfGhI`. */
  readonly recipient: string;
  /** Values of the request that no error may repeat. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

type Classification = Pick<AuthErrorInit, 'kind' | 'code' | 'retryable' | 'recoverySuggestion'>;

const NOT_AUTHORIZED: Classification = {
  kind: 'notAuthorized',
  recoverySuggestion: 'Check the credentials and that the user and the app client may do this, or sign in again.',
};
const VALIDATION: Classification = {
  kind: 'validation',
  recoverySuggestion:
    "Correct the argument that the message names, or the app client's settings if it names an auth flow.",
};
const TOO_MANY_REQUESTS: Classification = {
  kind: 'service',
  code: 'tooManyRequests',
  retryable: true,
  recoverySuggestion: 'Wait a little and try again.',
};
const LAMBDA: Classification = {
  kind: 'service',
  code: 'lambda',
  retryable: true,
  recoverySuggestion: "Look at the logs of the user pool's Lambda triggers, or try again.",
};
const UNSUPPORTED: Classification = {
  kind: 'service',
  code: 'other',
  recoverySuggestion: 'Check that the endpoint is that of a Cognito which implements this operation.',
};
const SERVICE_FAILED: Classification = {
  kind: 'service',
  code: 'other',
  retryable: true,
  recoverySuggestion: 'The fault is on the side of the service: try again later.',
};
const OTHER: Classification = {
  kind: 'service',
  code: 'other',
  recoverySuggestion: 'Look the exception up in the API reference of Amazon Cognito.',
};

/** The exceptions of both services by name, from the API references of Amazon Cognito user pools and identity pools. */
const CLASSIFICATIONS: ReadonlyMap<string, Classification> = new Map<string, Classification>([
  ['NotAuthorizedException', NOT_AUTHORIZED],
  ['RefreshTokenReuseException', NOT_AUTHORIZED],
  [
    'UserNotFoundException',
    { kind: 'service', code: 'userNotFound', recoverySuggestion: 'Check the user name, or sign the user up first.' },
  ],
  [
    'UserNotConfirmedException',
    { kind: 'service', code: 'userNotConfirmed', recoverySuggestion: 'Confirm the sign-up, then sign in again.' },
  ],
  [
    'PasswordResetRequiredException',
    { kind: 'service', code: 'passwordResetRequired', recoverySuggestion: 'Reset the password, then sign in again.' },
  ],
  [
    'CodeMismatchException',
    { kind: 'service', code: 'codeMismatch', recoverySuggestion: 'Ask the user to enter the code again.' },
  ],
  [
    'ExpiredCodeException',
    { kind: 'service', code: 'codeExpired', recoverySuggestion: 'Sign in again to get a new code.' },
  ],
  [
    'ResourceNotFoundException',
    {
      kind: 'service',
      code: 'resourceNotFound',
      recoverySuggestion: 'Check the ids of the pool and of its app client in the configuration of the worker.',
    },
  ],
  [
    'LimitExceededException',
    {
      kind: 'service',
      code: 'limitExceeded',
      retryable: true,
      recoverySuggestion: 'Try again after some minutes; if it lasts, ask AWS for a higher quota.',
    },
  ],
  ...names(TOO_MANY_REQUESTS, 'TooManyRequestsException', 'ThrottlingException', 'Throttling', 'ThrottledException'),
  ...names(TOO_MANY_REQUESTS, 'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException', 'SlowDown'),
  ...names(LAMBDA, 'UserLambdaValidationException', 'UnexpectedLambdaException', 'InvalidLambdaResponseException'),
  ...names(LAMBDA, 'UnexpectedLambdaExceptionException'), // as cognito-local spells it
  ...names(VALIDATION, 'InvalidParameterException', 'InvalidPasswordException', 'ValidationException'),
  ...names(VALIDATION, 'PasswordHistoryPolicyViolationException', 'SerializationException'),
  ...names(SERVICE_FAILED, 'InternalErrorException', 'InternalFailure', 'InternalServerError', 'ServiceUnavailable'),
  ...names(
    SERVICE_FAILED,
    'ServiceUnavailableException',
    'ConcurrentModificationException',
    'ExternalServiceException',
  ),
  [
    'InvalidIdentityPoolConfigurationException',
    {
      kind: 'service',
      code: 'other',
      recoverySuggestion: "Check the identity pool's roles, and that their trust policies name this identity pool.",
    },
  ],
  [
    'ForbiddenException',
    { kind: 'service', code: 'other', recoverySuggestion: 'Check the rules of the AWS WAF web ACL on the user pool.' },
  ],
]);

/** The name given to HTTP status 501, which says all by itself. */
const NOT_IMPLEMENTED = 'NotImplemented';

/** How services that do not know an operation say so: AWS, and cognito-local (`CognitoLocal#Unsupported`). */
const UNSUPPORTED_OPERATION_NAMES: ReadonlySet<string> = new Set([
  'UnknownOperationException',
  'UnsupportedOperationException',
  'OperationNotEnabledException',
  'Unsupported',
  NOT_IMPLEMENTED,
]);

const HTTP_TOO_MANY_REQUESTS = 429;
const HTTP_INTERNAL_SERVER_ERROR = 500;
const HTTP_NOT_IMPLEMENTED = 501;

function names(classification: Classification, ...exceptions: readonly string[]): [string, Classification][] {
  return exceptions.map((name) => [name, classification]);
}

/** Whether the service answered that it does not implement the operation. */
export function isUnsupportedOperation({ service }: AuthError): boolean {
  return service !== undefined && UNSUPPORTED_OPERATION_NAMES.has(service.name);
}

/**
 * What a client of the AWS SDK threw, as the library's error (SESSION.md, section 1). Nothing of the request's secrets gets
 * into it: the thrown error is not kept as `cause`, for the SDK hangs the response on it, and quotes an unreadable body in
 * its message.
 */
export function toAuthError(thrown: unknown, request: RequestDescription): AuthError {
  if (thrown instanceof AuthError) return thrown;
  if (request.signal.aborted) return abortError(request);
  if (thrown instanceof RequestFailure) return networkError(thrown, request);
  const { name, message, status, requestId } = readException(thrown);
  if (name !== undefined) {
    const service: ServiceException = {
      name,
      message: redact(message, request.secrets),
      ...(requestId !== undefined && { requestId }),
    };
    const said = service.message === '' ? name : `${service.message} (${name})`;
    return new AuthError({
      ...classify(name, status),
      message: `${subjectOf(request)} failed: ${said}`,
      service,
    });
  }
  if (status === undefined) return internalError(request);
  if (status < 300) return unreadableAnswer(request);
  return new AuthError({
    ...classify('', status),
    message: `${subjectOf(request)} failed with HTTP status ${status}.`,
  });
}

function classify(name: string, status = 0): Classification {
  if (UNSUPPORTED_OPERATION_NAMES.has(name)) return UNSUPPORTED;
  const named = CLASSIFICATIONS.get(name);
  if (named?.retryable) return named;
  if (status === HTTP_TOO_MANY_REQUESTS) return TOO_MANY_REQUESTS;
  if (status >= HTTP_INTERNAL_SERVER_ERROR) return SERVICE_FAILED; // whatever it is called, it is no definite word
  return named ?? OTHER;
}

function abortError(request: RequestDescription): AuthError {
  const reason: unknown = request.signal.reason;
  if (reason instanceof AuthError) return reason;
  return new AuthError({
    kind: 'service',
    code: 'interrupted',
    retryable: true,
    message: `${subjectOf(request)} was interrupted before it was answered.`,
    recoverySuggestion: 'Try again.',
  });
}

function networkError({ reason, message }: RequestFailure, request: RequestDescription): AuthError {
  const what = reason === 'timeout' ? 'was not answered in time' : 'got no answer';
  return new AuthError({
    kind: 'service',
    code: 'network',
    retryable: true,
    message: `${subjectOf(request)} ${what}: ${redact(message, request.secrets)}`,
    recoverySuggestion:
      'Check the network connection and try again. If it never works, check the endpoint and the connect-src of the Content-Security-Policy.',
  });
}

function unreadableAnswer(request: RequestDescription): AuthError {
  return new AuthError({
    kind: 'unknown',
    retryable: true,
    message: `${subjectOf(request)} was answered with something that is not JSON.`,
    recoverySuggestion: 'Try again; if it happens again, look for a proxy or a login page between browser and service.',
  });
}

function internalError(request: RequestDescription): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: `${subjectOf(request)} failed inside the worker.`,
    recoverySuggestion: 'This is a fault of the library: please report it.',
  });
}

/** How an error begins: what was asked, and of whom. */
export function subjectOf({ operation, recipient }: Pick<RequestDescription, 'operation' | 'recipient'>): string {
  return `The request ${operation} to ${recipient}`;
}

interface ThrownException {
  /** Absent where the service did not name what is wrong. */
  readonly name?: string;
  readonly message: string;
  /** HTTP status, if there was an answer at all. */
  readonly status?: number;
  readonly requestId?: string;
}

/** The SDK's words for an answer that names no exception, or has no message. */
const SDK_NO_NAME = 'Unknown';
const SDK_NO_MESSAGE = 'UnknownError';

/** Reads what the SDK throws: an exception has `$fault`; an answer that it could not read is another error with `$metadata`. */
function readException(thrown: unknown): ThrownException {
  if (!(thrown instanceof Error)) return { message: '' };
  const { message, $fault, $metadata } = thrown as Error & {
    readonly $fault?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  };
  const status = $metadata?.httpStatusCode;
  const named = $fault !== undefined && thrown.name !== SDK_NO_NAME;
  const name = status === HTTP_NOT_IMPLEMENTED ? NOT_IMPLEMENTED : named ? thrown.name : undefined;
  return {
    ...(name !== undefined && { name }),
    message: $fault === undefined || message === SDK_NO_MESSAGE ? '' : message,
    ...(status !== undefined && { status }),
    ...($metadata?.requestId !== undefined && { requestId: $metadata.requestId }),
  };
}

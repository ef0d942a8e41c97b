import type { AuthError, AuthErrorInit } from '../../shared/auth-error.js';

/** What kind of error an exception is, and what to do about it. */
export type Classification = Pick<AuthErrorInit, 'kind' | 'code' | 'retryable' | 'recoverySuggestion'>;

const NOT_AUTHORIZED: Classification = {
  kind: 'notAuthorized',
  recoverySuggestion: 'Check the credentials and that the user and the app client may do this, or sign in again.',
};
const VALIDATION: Classification = {
  kind: 'validation',
  recoverySuggestion:
    "Correct the argument that the message names, or the app client's settings if it names an auth flow.",
};
const PASSWORD: Classification = {
  kind: 'validation',
  recoverySuggestion: "Ask for another password: one that meets the user pool's policy, and was not used before.",
};
const MESSAGING: Classification = {
  kind: 'service',
  code: 'other',
  recoverySuggestion:
    'Check the IAM role by which the user pool sends its messages: its trust policy and its permissions.',
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
const NO_SUCH_FACTOR: Classification = {
  kind: 'service',
  code: 'other',
  recoverySuggestion: 'Let the user set the second factor up first: setUpTOTP for an authenticator app.',
};
const OTHER: Classification = {
  kind: 'service',
  code: 'other',
  recoverySuggestion: 'Look the exception up in the API reference of Amazon Cognito.',
};

const PASSKEY_SETTINGS: Classification = {
  kind: 'service',
  code: 'other',
  recoverySuggestion:
    "Check the user pool's passkey settings: passkeys must be among the first factors, and the relying party id the page's domain or one above it.",
};
const PASSKEY_AGAIN: Classification = {
  kind: 'service',
  code: 'other',
  recoverySuggestion: 'Register the passkey again, from the beginning.',
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
    'EnableSoftwareTokenMFAException', // what VerifySoftwareToken says of a wrong code
    { kind: 'service', code: 'codeMismatch', recoverySuggestion: 'Ask the user to enter the code again.' },
  ],
  ...names(NO_SUCH_FACTOR, 'SoftwareTokenMFANotFoundException', 'MFAMethodNotFoundException'),
  [
    'ExpiredCodeException',
    {
      kind: 'service',
      code: 'codeExpired',
      recoverySuggestion: 'Ask for a new code by the call that sent this one, or by signing in again.',
    },
  ],
  [
    'UsernameExistsException',
    {
      kind: 'service',
      code: 'usernameExists',
      recoverySuggestion: 'Ask for another user name; or, if it is the same person, sign in or reset the password.',
    },
  ],
  [
    'AliasExistsException',
    {
      kind: 'service',
      code: 'aliasExists',
      recoverySuggestion: 'Ask for another address or number, or sign in to the account that has this one.',
    },
  ],
  [
    'CodeDeliveryFailureException',
    {
      kind: 'service',
      code: 'codeDelivery',
      recoverySuggestion: 'Check the address or number; the account is there, so ask for another code.',
    },
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
  [
    'TooManyFailedAttemptsException',
    {
      kind: 'service',
      code: 'limitExceeded',
      retryable: true,
      recoverySuggestion: 'There were too many wrong answers: wait some minutes, then ask for a new code.',
    },
  ],
  ...names(TOO_MANY_REQUESTS, 'TooManyRequestsException', 'ThrottlingException', 'Throttling', 'ThrottledException'),
  ...names(TOO_MANY_REQUESTS, 'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException', 'SlowDown'),
  ...names(LAMBDA, 'UserLambdaValidationException', 'UnexpectedLambdaException', 'InvalidLambdaResponseException'),
  ...names(LAMBDA, 'UnexpectedLambdaExceptionException'), // as cognito-local spells it
  ...names(VALIDATION, 'InvalidParameterException', 'ValidationException', 'SerializationException'),
  ...names(PASSWORD, 'InvalidPasswordException', 'PasswordHistoryPolicyViolationException'),
  ...names(MESSAGING, 'InvalidEmailRoleAccessPolicyException', 'InvalidSmsRoleAccessPolicyException'),
  ...names(MESSAGING, 'InvalidSmsRoleTrustRelationshipException'),
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
  ...names(
    PASSKEY_SETTINGS,
    'WebAuthnConfigurationMissingException',
    'WebAuthnNotEnabledException',
    'WebAuthnOriginNotAllowedException',
    'WebAuthnRelyingPartyMismatchException',
  ),
  ...names(PASSKEY_AGAIN, 'WebAuthnChallengeNotFoundException', 'WebAuthnClientMismatchException'),
  [
    'WebAuthnCredentialNotSupportedException',
    { kind: 'service', code: 'other', recoverySuggestion: 'Let the user try another device or passkey provider.' },
  ],
  [
    'ForbiddenException',
    { kind: 'service', code: 'other', recoverySuggestion: 'Check the rules of the AWS WAF web ACL on the user pool.' },
  ],
]);

/** The name given to HTTP status 501, which says all by itself. */
export const NOT_IMPLEMENTED = 'NotImplemented';

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

function names(classification: Classification, ...exceptions: readonly string[]): [string, Classification][] {
  return exceptions.map((name) => [name, classification]);
}

/** Whether the service answered that it does not implement the operation. */
export function isUnsupportedOperation({ service }: AuthError): boolean {
  return service !== undefined && UNSUPPORTED_OPERATION_NAMES.has(service.name);
}

/** @param name the exception's name; empty where the answer named none. */
export function classify(name: string, status = 0): Classification {
  if (UNSUPPORTED_OPERATION_NAMES.has(name)) return UNSUPPORTED;
  const named = CLASSIFICATIONS.get(name);
  if (named?.retryable) return named;
  if (status === HTTP_TOO_MANY_REQUESTS) return TOO_MANY_REQUESTS;
  if (status >= HTTP_INTERNAL_SERVER_ERROR) return SERVICE_FAILED; // whatever it is called, it is no definite word
  return named ?? OTHER;
}

import { AuthError } from '../../../shared/auth-error.js';

/** An exception of the service, as sw/cognito would map it. */
export function serviceFailure(name: string, message = name): AuthError {
  const throttled = name === 'TooManyRequestsException';
  const internal = name === 'InternalErrorException';
  return new AuthError({
    ...(name === 'NotAuthorizedException'
      ? { kind: 'notAuthorized' }
      : { kind: 'service', code: throttled ? 'tooManyRequests' : internal ? 'other' : 'resourceNotFound' }),
    message,
    recoverySuggestion: '',
    retryable: throttled || internal,
    service: { name, message },
  });
}

export function networkFailure(): AuthError {
  return new AuthError({
    kind: 'service',
    code: 'network',
    message: 'Cognito could not be reached.',
    recoverySuggestion: 'Check the network connection and try again.',
    retryable: true,
  });
}

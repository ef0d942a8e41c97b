import { AuthError, type ServiceException } from '../../shared/auth-error.js';
import type { AnsweredException } from './aws-json.js';
import { redact } from './redact.js';
import { RequestFailure } from './request-failure.js';
import { classify, NOT_IMPLEMENTED } from './service-exceptions.js';

const HTTP_NOT_IMPLEMENTED = 501;

/** A request to Cognito, as an error speaks of it. */
export interface RequestSubject {
  /** Such as `InitiateAuth`. */
  readonly operation: string;
  /** Whom it was sent to, such as `the user pool eu-west-1_AbCdEfGhI`. */
  readonly recipient: string;
}

export interface RequestDescription extends RequestSubject {
  /** Values of the request that no error may repeat. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/** What ended a request, as the library's error (SESSION.md, section 1). The thrown error is not kept: it may quote secrets. */
export function toAuthError(thrown: unknown, request: RequestDescription): AuthError {
  if (thrown instanceof AuthError) return thrown;
  if (request.signal.aborted) return abortError(request);
  if (thrown instanceof RequestFailure) return networkError(thrown, request);
  return internalError(request);
}

/** What the service answered instead of a success, without any of the request's secrets that it may have repeated. */
export function exceptionError(exception: AnsweredException, request: RequestDescription): AuthError {
  const { status, requestId } = exception;
  const name = status === HTTP_NOT_IMPLEMENTED ? NOT_IMPLEMENTED : exception.name;
  if (name === undefined) {
    return new AuthError({
      ...classify('', status),
      message: `${subjectOf(request)} failed with HTTP status ${status}.`,
    });
  }
  const service: ServiceException = {
    name: redact(name, request.secrets), // a proxy that echoes the request may put it anywhere
    message: redact(exception.message, request.secrets),
    ...(requestId !== undefined && { requestId: redact(requestId, request.secrets) }),
  };
  const said = service.message === '' ? service.name : `${service.message} (${service.name})`;
  return new AuthError({
    ...classify(name, status),
    message: `${subjectOf(request)} failed: ${said}`,
    service,
  });
}

/** For a success that cannot be read. */
export function unreadableAnswer(request: RequestSubject): AuthError {
  return new AuthError({
    kind: 'unknown',
    retryable: true,
    message: `${subjectOf(request)} was answered with something that is not JSON.`,
    recoverySuggestion: 'Try again; if it persists, look for a proxy or a login page between browser and service.',
  });
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
      'Check the network and try again; if it never works, the endpoint and the connect-src of the Content-Security-Policy.',
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
export function subjectOf({ operation, recipient }: RequestSubject): string {
  return `The request ${operation} to ${recipient}`;
}

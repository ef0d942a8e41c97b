import { AuthError, type ServiceException } from '../../shared/auth-error.js';
import { redact } from './redact.js';
import { RequestFailure } from './request-failure.js';
import { classify, NOT_IMPLEMENTED } from './service-exceptions.js';

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
  if (status < HTTP_MULTIPLE_CHOICES) return unreadableAnswer(request);
  return new AuthError({
    ...classify('', status),
    message: `${subjectOf(request)} failed with HTTP status ${status}.`,
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

const HTTP_MULTIPLE_CHOICES = 300; // a status below it means success
const HTTP_NOT_IMPLEMENTED = 501;

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

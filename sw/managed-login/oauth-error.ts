import { AuthorizationResponseError, OperationProcessingError, ResponseBodyError } from 'oauth4webapi';
import { AuthError, type AuthErrorData } from '../../shared/auth-error.js';
import { redact } from '../cognito/redact.js';
import { toAuthError } from '../cognito/service-error.js';

type Classification = Pick<AuthErrorData, 'kind' | 'code' | 'recoverySuggestion'> & { readonly retryable?: boolean };

const BEGIN_AGAIN = 'Call signInWithRedirect again.';

const REFUSED: Classification = { kind: 'notAuthorized', recoverySuggestion: `Tell the user. ${BEGIN_AGAIN}` };

const MISCONFIGURED: Classification = {
  kind: 'configuration',
  recoverySuggestion:
    "Compare managedLogin and userPool in the worker's configuration with the app client: its callback URLs, scopes, grant types, and that it has no secret.",
};

const UNAVAILABLE: Classification = {
  kind: 'service',
  code: 'other',
  recoverySuggestion: `${BEGIN_AGAIN} A code works only once.`,
  retryable: true,
};

/** RFC 6749, sections 4.1.2.1 and 5.2, and OpenID Connect Core, section 3.1.2.6. */
const CLASSIFICATIONS: Readonly<Record<string, Classification>> = {
  __proto__: null as never, // the name comes from an address: "constructor" is none of these
  access_denied: REFUSED,
  login_required: REFUSED,
  interaction_required: REFUSED,
  account_selection_required: REFUSED,
  consent_required: REFUSED,
  invalid_grant: {
    kind: 'notAuthorized',
    recoverySuggestion: `${BEGIN_AGAIN} A code works only once, and not for long.`,
  },
  invalid_request: MISCONFIGURED,
  invalid_client: MISCONFIGURED,
  invalid_scope: MISCONFIGURED,
  unauthorized_client: MISCONFIGURED,
  unsupported_response_type: MISCONFIGURED,
  unsupported_grant_type: MISCONFIGURED,
  server_error: UNAVAILABLE,
  temporarily_unavailable: UNAVAILABLE,
};

/** What a flow's end is judged by. */
export interface OAuthRequest {
  readonly domain: string;
  /** Values that no error may repeat: the code and the verifier. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/** What ended a sign-in, as the library's error. `status` is the token endpoint's, once it has answered. */
export function toOAuthError(thrown: unknown, request: OAuthRequest, status?: number): AuthError {
  if (thrown instanceof AuthError) return thrown;
  if (thrown instanceof AuthorizationResponseError || thrown instanceof ResponseBodyError) {
    const service = {
      name: redact(thrown.error, request.secrets),
      message: redact(thrown.error_description ?? '', request.secrets),
    };
    const said = service.message === '' ? service.name : `${service.message} (${service.name})`;
    return new AuthError({
      ...(CLASSIFICATIONS[thrown.error] ?? REFUSED),
      message: `Managed login at ${request.domain} refused the sign-in: ${said}`,
      service,
    });
  }
  if (status !== undefined && status >= 429) {
    return new AuthError({
      ...UNAVAILABLE,
      ...(status === 429 && { code: 'tooManyRequests' }),
      message: `Managed login at ${request.domain} could not exchange the code: HTTP status ${status}.`,
    });
  }
  if (thrown instanceof OperationProcessingError) {
    // Its message tells which check failed, and its cause, which stays behind, the token.
    return new AuthError({
      kind: 'unknown',
      message: `The answer of managed login at ${request.domain} was not acceptable: ${thrown.message}.`,
      recoverySuggestion: `${BEGIN_AGAIN} If it persists, check that the domain is that of this user pool.`,
    });
  }
  const error = toAuthError(thrown, {
    operation: 'for the exchange of the code',
    recipient: `managed login at ${request.domain}`,
    secrets: request.secrets,
    signal: request.signal,
  });
  // The code may have been used up, so that the same request would not do.
  return new AuthError({ ...error.toData(), recoverySuggestion: `${error.recoverySuggestion} ${BEGIN_AGAIN}` });
}

import type { AuthError } from '../../shared/auth-error.js';

/** The user pool's definite words: after one of these the refresh token will never work again. */
const ENDING_EXCEPTIONS: ReadonlySet<string> = new Set([
  'NotAuthorizedException', // revoked, expired, invalid, or the user is disabled
  'RefreshTokenReuseException',
  'UserNotFoundException',
  'PasswordResetRequiredException',
  'UserNotConfirmedException',
  'ResourceNotFoundException', // the client was deleted
  'invalid_grant', // the same from the token endpoint
]);

/**
 * Whether the answer to a refresh ends the session. Everything else (no network, a time-out, throttling, a failing
 * trigger, any 5xx) passes, and ends nothing.
 */
export function endsSession(error: AuthError): boolean {
  return error.service !== undefined && ENDING_EXCEPTIONS.has(error.service.name) && !error.retryable;
}

import { ServiceError } from './service-error.js';
import type { CognitoSettings } from './settings.js';

/**
 * Holds a new password against the pool's policy. Only its length is checked here.
 *
 * @throws InvalidPasswordException
 */
export function assertAcceptablePassword(password: string, { passwordMinimumLength }: CognitoSettings): void {
  if (password.length < passwordMinimumLength) {
    throw new ServiceError('InvalidPasswordException', 'Password does not conform to policy: Password not long enough');
  }
}

import { ServiceError } from './service-error.js';
import type { CognitoSettings } from './settings.js';

/**
 * Holds a new password against the pool's policy. Only its length is checked here.
 *
 * @throws InvalidPasswordException
 */
export function assertAcceptablePassword(
  password: string,
  { passwordMinimumLength }: CognitoSettings,
  doesNotConform: 'does not conform to' | 'did not conform with' = 'does not conform to', // the latter is SignUp's
): void {
  if (password.length < passwordMinimumLength) {
    throw new ServiceError('InvalidPasswordException', `Password ${doesNotConform} policy: Password not long enough`);
  }
}

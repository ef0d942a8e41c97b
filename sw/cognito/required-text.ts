import { AuthError } from '../../shared/auth-error.js';

/** @throws AuthError of kind `validation` that names `field`, where it is missing or empty. */
export function requireText(value: string | undefined, field: string): string {
  if (value !== undefined && value !== '') return value;
  throw invalidArgument(
    `${field} is ${value === undefined ? 'missing' : 'empty'}.`,
    `Ask the user for it, and pass it as ${field}.`,
  );
}

/** @param message names the field. */
export function invalidArgument(message: string, recoverySuggestion: string): AuthError {
  return new AuthError({ kind: 'validation', message, recoverySuggestion });
}

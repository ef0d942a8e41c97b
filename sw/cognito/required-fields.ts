import { AuthError } from '../../shared/auth-error.js';
import { type RequestSubject, subjectOf } from './service-error.js';

/**
 * The fields of a service's answer that must be there, as texts that are not empty.
 *
 * @param path where in the answer they are, such as `AuthenticationResult`; empty for the top.
 * @throws AuthError of kind `unknown` that names every missing field: state 17 of the session contract.
 */
export function requireFields<Field extends string>(
  answer: { readonly [field in Field]?: string | undefined } | undefined,
  fields: readonly Field[],
  path: string,
  request: RequestSubject,
): Record<Field, string> {
  const missing = fields.filter((field) => !isText(answer?.[field]));
  if (missing.length > 0) throw incompleteAnswer(missing, path, request);
  return answer as Record<Field, string>;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function incompleteAnswer(missing: readonly string[], path: string, request: RequestSubject): AuthError {
  const paths = missing.map((field) => (path === '' ? field : `${path}.${field}`));
  return new AuthError({
    kind: 'unknown',
    message: `${subjectOf(request)} was answered without ${paths.join(', ')}.`,
    recoverySuggestion: 'Check that the endpoint is that of Amazon Cognito, with no proxy that changes its answers.',
  });
}

import type { AuthErrorData } from './auth-error.js';

/** A result as plain data: an {@link AuthErrorData} survives structured clone, an `AuthError` would not. */
export type WireResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AuthErrorData };

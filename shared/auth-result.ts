import type { AuthError } from './auth-error.js';

/** What an accessor answers: a value, or the reason why there is none. `get()` returns the value or throws the error. */
export type AuthResult<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** The value. */
      get(): T;
    }
  | {
      readonly ok: false;
      readonly error: AuthError;
      /** Throws the error. */
      get(): never;
    };

export function success<T>(value: T): AuthResult<T> {
  return { ok: true, value, get: () => value };
}

export function failure(error: AuthError): AuthResult<never> {
  return {
    ok: false,
    error,
    get() {
      throw error;
    },
  };
}

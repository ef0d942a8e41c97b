import { AuthError } from '../../shared/auth-error.js';

/** What JSON can say. */
export type JsonValue = null | string | number | boolean | JsonValue[] | { [name: string]: JsonValue };

/** A token's claims, as Amplify has them: RFC 7519, section 4.1, and whatever else there is. */
export type JwtPayload = {
  exp?: number;
  iss?: string;
  aud?: string | string[];
  nbf?: number;
  iat?: number;
  scope?: string;
  jti?: string;
  sub?: string;
} & { [name: string]: JsonValue };

/** A token as Amplify has it: its text, and its claims read. */
export interface Jwt {
  payload: JwtPayload;
  /** The token itself. */
  toString(): string;
}

/** Reads a token's claims, without judging them: that is for whoever the token is shown to. */
export function decodeJwt(token: string): Jwt {
  try {
    const [, payload = ''] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (it) => it.charCodeAt(0));
    return { payload: JSON.parse(new TextDecoder().decode(bytes)), toString: () => token };
  } catch {
    // The reason would quote the token.
    throw new AuthError({
      kind: 'unknown',
      message: 'A token of the session cannot be read.',
      recoverySuggestion: 'Call fetchAuthSession({ forceRefresh: true }), which brings a new one.',
    });
  }
}

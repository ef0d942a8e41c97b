import { decodeJwt } from 'jose';
import { AuthError } from '../../shared/auth-error.js';
import type { SessionUser } from '../../shared/session-state.js';
import type { UserPoolTokens } from './ports.js';
import type { Validity } from './record.js';

/**
 * The claims of a JWT, unverified: it came from the service over TLS, and whoever relies on it verifies it. Undefined if
 * it cannot be read.
 */
export function readClaims(jwt: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return decodeJwt(jwt);
  } catch {
    return undefined;
  }
}

/** The life of a JWT by its claims `iat` and `exp`; undefined, which counts as expired, where they cannot be read. */
export function readValidity(jwt: string): Validity | undefined {
  const claims = readClaims(jwt);
  const iat = claims?.['iat'];
  const exp = claims?.['exp'];
  if (!isMoment(iat) || !isMoment(exp)) return undefined;
  return { issuedAt: iat * 1000, expiresAt: exp * 1000 };
}

/** What a `Date` can hold, in seconds. A time beyond is nobody's, and must not set our clock. */
const FURTHEST_MOMENT = 8.64e12;

function isMoment(claim: unknown): claim is number {
  return typeof claim === 'number' && Math.abs(claim) <= FURTHEST_MOMENT;
}

/** The lives of both tokens, with the fields left out that cannot be read. */
export function readValidities(tokens: Pick<UserPoolTokens, 'idToken' | 'accessToken'>): {
  idToken?: Validity;
  accessToken?: Validity;
} {
  const idToken = readValidity(tokens.idToken);
  const accessToken = readValidity(tokens.accessToken);
  return { ...(idToken && { idToken }), ...(accessToken && { accessToken }) };
}

/** Who the ID token is about. Throws an AuthError if it does not say. */
export function readUser(idToken: string): SessionUser {
  const claims = readClaims(idToken);
  const userId = claims?.['sub'];
  const username = claims?.['cognito:username'] ?? userId;
  if (typeof userId !== 'string' || userId === '' || typeof username !== 'string') {
    throw new AuthError({
      kind: 'unknown',
      message: 'The ID token that the user pool issued has no readable claim "sub".',
      recoverySuggestion: 'Check that the endpoint is that of a Cognito user pool.',
    });
  }
  return { userId, username };
}

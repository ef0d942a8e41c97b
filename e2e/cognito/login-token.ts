import { errors, jwtVerify } from 'jose';
import type { ServerClock } from './server-clock.js';
import { notAuthorized } from './service-error.js';
import type { SigningKey } from './signing-key.js';

export interface LoginProvider {
  issuer: string;
  userPoolClientId: string;
  key: SigningKey;
  clock: ServerClock;
}

/**
 * Verifies the ID token of a login, by the server's clock, and gives its subject.
 *
 * @throws NotAuthorizedException
 */
export async function readLoginToken(
  { issuer, userPoolClientId, key, clock }: LoginProvider,
  token: string,
): Promise<string> {
  try {
    const { payload } = await jwtVerify(token, key.publicKey, { currentDate: new Date(clock.now()) });
    if (payload.aud === undefined) throw notAuthorized('Invalid login token. Missing a required claim: aud');
    if (payload.iss !== issuer) throw notAuthorized("Invalid login token. Issuer doesn't match providerName");
    if (payload.aud !== userPoolClientId) {
      throw notAuthorized('Token is not from a supported provider of this identity pool.');
    }
    return payload.sub ?? '';
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw notAuthorized(`Invalid login token. Token expired: ${clock.nowSeconds()} >= ${error.payload.exp}`);
    }
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      throw notAuthorized("Invalid login token. Couldn't verify signed token.");
    }
    if (error instanceof errors.JOSEError) throw notAuthorized('Invalid login token. Not a Cognito token.');
    throw error;
  }
}

import { errors, jwtVerify, SignJWT } from 'jose';
import type { ServerClock } from './server-clock.js';
import { notAuthorized } from './service-error.js';
import type { SigningKey } from './signing-key.js';

/**
 * The identity providers that the identity pool trusts beside the user pool, such as `accounts.google.com`. They are
 * played by one key: a token names its provider as issuer. Facebook's real tokens are opaque; here they are JWTs, too.
 */
export interface OtherProviders {
  readonly names: ReadonlySet<string>;
  readonly key: SigningKey;
  readonly clock: ServerClock;
}

/** A token as the provider would give it to an app. */
export async function issueProviderToken(
  { key, clock }: OtherProviders,
  provider: string,
  subject: string,
  lifetimeSeconds: number,
): Promise<string> {
  return await new SignJWT({
    sub: subject,
    iss: provider,
    iat: clock.nowSeconds(),
    exp: clock.nowSeconds() + lifetimeSeconds,
  })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid })
    .sign(key.privateKey);
}

/**
 * The subject of a login of one of these providers; undefined where none of them is named in `logins`.
 *
 * @throws NotAuthorizedException
 */
export async function readProviderLogin(
  { names, key, clock }: OtherProviders,
  logins: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  for (const [provider, token] of logins) {
    if (!names.has(provider)) continue;
    try {
      const { payload } = await jwtVerify(token, key.publicKey, {
        issuer: provider,
        currentDate: new Date(clock.now()),
      });
      return `${provider} ${payload.sub}`;
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw notAuthorized(`Invalid login token. Token expired: ${clock.nowSeconds()} >= ${error.payload.exp}`);
      }
      throw notAuthorized("Invalid login token. Couldn't verify signed token.");
    }
  }
  return undefined;
}

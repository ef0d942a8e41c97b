import { randomUUID } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { RefreshFamily } from './refresh-family.js';
import type { ServerClock } from './server-clock.js';
import { notAuthorized, ServiceError } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { SigningKey } from './signing-key.js';
import type { PoolUser } from './users.js';

export interface TokenIssuer {
  issuer: string;
  userPoolClientId: string;
  key: SigningKey;
  clock: ServerClock;
  settings: CognitoSettings;
}

/** What a user may do to himself with an access token; every token of the pool's own API has it. */
const ACCESS_TOKEN_SCOPE = 'aws.cognito.signin.user.admin';

/** `email_verified` and `phone_number_verified` are booleans in a token, and strings everywhere else in Cognito. */
const attributeClaims = (attributes: Record<string, string>): JWTPayload =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value]),
  );

function sign({ issuer, key, clock }: TokenIssuer, claims: JWTPayload, lifetimeSeconds: number): Promise<string> {
  const issuedAt = clock.nowSeconds();
  return new SignJWT({ ...claims, iss: issuer, iat: issuedAt, exp: issuedAt + lifetimeSeconds, jti: randomUUID() })
    .setProtectedHeader({ kid: key.kid, alg: 'RS256' })
    .sign(key.privateKey);
}

/** The ID and the access token of one authentication event, with the claims that Cognito gives them. */
export async function mintTokens(
  context: TokenIssuer,
  user: PoolUser,
  family: RefreshFamily,
  nonce?: string,
): Promise<{ idToken: string; accessToken: string }> {
  const { settings, userPoolClientId } = context;
  const shared = {
    sub: user.sub,
    origin_jti: family.originJti,
    event_id: randomUUID(),
    auth_time: family.authTime,
    ...(user.groups.length > 0 && { 'cognito:groups': user.groups }),
  };
  const [idToken, accessToken] = await Promise.all([
    sign(
      context,
      {
        ...attributeClaims(user.attributes),
        ...shared,
        'cognito:username': user.username,
        aud: userPoolClientId,
        token_use: 'id',
        ...(nonce !== undefined && { nonce }),
      },
      settings.idTokenSeconds,
    ),
    sign(
      context,
      {
        ...shared,
        client_id: userPoolClientId,
        token_use: 'access',
        scope: family.scope ?? ACCESS_TOKEN_SCOPE,
        username: user.username,
      },
      settings.accessTokenSeconds,
    ),
  ]);
  return { idToken, accessToken };
}

/**
 * Reads an access token as GetUser and GlobalSignOut do, by the server's clock. Revocation is for the caller to check.
 *
 * @throws NotAuthorizedException where it is not an access token of this pool, has expired, or lacks the scope for it
 */
export async function readAccessToken(
  { issuer, key, clock }: TokenIssuer,
  token: string,
): Promise<{ username: string; originJti: string }> {
  try {
    const { payload } = await jwtVerify(token, key.publicKey, { issuer, currentDate: new Date(clock.now()) });
    const { username, origin_jti: originJti } = payload;
    if (payload['token_use'] === 'access' && !String(payload['scope']).split(' ').includes(ACCESS_TOKEN_SCOPE)) {
      throw notAuthorized('Access Token does not have required scopes');
    }
    if (payload['token_use'] === 'access' && typeof username === 'string' && typeof originJti === 'string') {
      return { username, originJti };
    }
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    if (error instanceof errors.JWTExpired) throw notAuthorized('Access Token has expired');
  }
  throw notAuthorized('Invalid Access Token');
}

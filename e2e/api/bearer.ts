import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** The pool whose tokens are taken, and its clock. */
export interface TokenSource {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly userPoolClientId: string;
  readonly clock: { now(): number };
}

export type BearerVerdict = { ok: true; caller: string; tokenUse: 'access' | 'id' } | { ok: false; reason: string };

const CLOCK_TOLERANCE_SECONDS = 5;

/** The pool's published keys, fetched once over HTTP. */
export async function fetchKeySet(jwksUrl: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(jwksUrl);
  if (!response.ok) throw new Error(`The key set at ${jwksUrl} was answered with status ${response.status}.`);
  return createLocalJWKSet((await response.json()) as JSONWebKeySet);
}

/** Judges an Authorization header as API Gateway's authorizers do: an access or an ID token of this client will do. */
export async function judgeBearer(
  authorization: string | undefined,
  { issuer, userPoolClientId, clock }: TokenSource,
  keySet: JWTVerifyGetKey,
): Promise<BearerVerdict> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return { ok: false, reason: 'no bearer token' };
  try {
    const { payload } = await jwtVerify(token, keySet, {
      issuer,
      algorithms: ['RS256'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(clock.now()),
    });
    const isAccess = payload['token_use'] === 'access';
    const client = isAccess ? payload['client_id'] : payload.aud;
    const caller = isAccess ? payload['username'] : payload['cognito:username'];
    if (client !== userPoolClientId || typeof caller !== 'string') return { ok: false, reason: 'another client' };
    return { ok: true, caller, tokenUse: isAccess ? 'access' : 'id' };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { ok: false, reason: 'the token has expired' };
    if (error instanceof errors.JOSEError) return { ok: false, reason: error.message };
    throw error;
  }
}

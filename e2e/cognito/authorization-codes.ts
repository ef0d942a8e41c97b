import { createHash, randomUUID } from 'node:crypto';
import type { ServerClock } from './server-clock.js';
import type { CognitoSettings } from './settings.js';
import type { PoolUser } from './users.js';

/** What a code stands for. */
export interface AuthorizationGrant {
  readonly user: PoolUser;
  readonly redirectUri: string;
  readonly scope: string;
  readonly nonce: string | undefined;
  /** S256. Without one the code needs no verifier, as in the real service. */
  readonly codeChallenge: string | undefined;
}

/** The authorization codes: each works once, for a while, and only with the verifier of its challenge. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, { grant: AuthorizationGrant; expiresAt: number }>();
  readonly #clock: ServerClock;
  readonly #settings: CognitoSettings;

  constructor(clock: ServerClock, settings: CognitoSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  issue(grant: AuthorizationGrant): string {
    const code = randomUUID();
    this.#codes.set(code, { grant, expiresAt: this.#clock.now() + this.#settings.authorizationCodeSeconds * 1000 });
    return code;
  }

  /** What the code stands for, once: whoever presents it wrongly has used it up. Undefined where it is no good. */
  redeem(code: string, redirectUri: string, codeVerifier: string | undefined): AuthorizationGrant | undefined {
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    if (!known || known.expiresAt <= this.#clock.now()) return undefined;
    const { grant } = known;
    if (grant.redirectUri !== redirectUri) return undefined;
    return grant.codeChallenge === undefined || isVerified(grant.codeChallenge, codeVerifier) ? grant : undefined;
  }
}

/** RFC 7636, section 4.6. */
function isVerified(codeChallenge: string, codeVerifier: string | undefined): boolean {
  if (codeVerifier === undefined || !/^[\w.~-]{43,128}$/.test(codeVerifier)) return false;
  return createHash('sha256').update(codeVerifier).digest('base64url') === codeChallenge;
}

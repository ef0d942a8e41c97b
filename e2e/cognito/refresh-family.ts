import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerClock } from './server-clock.js';
import { notAuthorized, ServiceError } from './service-error.js';
import type { CognitoSettings } from './settings.js';

/** All refresh tokens that descend from one sign-in. */
export interface RefreshFamily {
  /** The `origin_jti` of every token of this sign-in. */
  readonly originJti: string;
  readonly username: string;
  /** Tells a user from a later one of the same name. */
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly authTime: number;
  /** The scope that managed login granted; absent where the pool's own API was asked. */
  readonly scope?: string;
  /** Server time in milliseconds. Every token of the family ends with the first. */
  readonly expiresAt: number;
  /** The device that the tokens were issued to, where the pool tracks devices. */
  readonly deviceKey: string | undefined;
  revoked: boolean;
}

interface RefreshToken {
  family: RefreshFamily;
  /** When a successor was first issued; undefined while this is a live token. */
  rotatedAt?: number;
}

// As the real one: a JWE in compact form, whose header is the only part that can be read.
const JWE_HEADER = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url');
const JWE_PART_BYTES = [256, 12, 960, 16]; // encrypted key, initialization vector, ciphertext, tag

const newToken = (): string =>
  [JWE_HEADER, ...JWE_PART_BYTES.map((size) => randomBytes(size).toString('base64url'))].join('.');

/** The refresh tokens of the pool: issue, rotation, reuse, revocation. Everything happens at once, with no await. */
export class RefreshTokens {
  readonly #tokens = new Map<string, RefreshToken>();
  readonly #families = new Map<string, RefreshFamily>();
  readonly #clock: ServerClock;
  readonly #settings: CognitoSettings;

  constructor(clock: ServerClock, settings: CognitoSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** The first token of a new family. */
  issue(
    { username, sub }: { username: string; sub: string },
    { scope, deviceKey }: { readonly scope?: string; readonly deviceKey?: string | undefined } = {},
  ): { token: string; family: RefreshFamily } {
    const family: RefreshFamily = {
      originJti: randomUUID(),
      username,
      sub,
      authTime: this.#clock.nowSeconds(),
      expiresAt: this.#clock.now() + this.#settings.refreshTokenSeconds * 1000,
      deviceKey,
      revoked: false,
      ...(scope !== undefined && { scope }),
    };
    this.#families.set(family.originJti, family);
    return { token: this.#add(family), family };
  }

  /** Takes a token that an earlier server has issued for one of its own. */
  adopt(user: { username: string; sub: string }, token: string): void {
    const issued = this.issue(user);
    this.#tokens.delete(issued.token);
    this.#tokens.set(token, { family: issued.family });
  }

  /**
   * The family of a token that may be used now.
   *
   * @throws NotAuthorizedException where it is unknown, revoked or expired
   * @throws RefreshTokenReuseException where it was rotated and the grace period is over
   */
  check(token: string): RefreshFamily {
    const known = this.#tokens.get(token);
    if (!known) throw notAuthorized('Invalid Refresh Token.');
    const { family, rotatedAt } = known;
    if (family.revoked) throw notAuthorized('Refresh Token has been revoked');
    if (family.expiresAt <= this.#clock.now()) throw notAuthorized('Refresh Token has expired');
    if (rotatedAt !== undefined && this.#clock.now() >= rotatedAt + this.#settings.rotation.gracePeriodMs) {
      if (this.#settings.rotation.reuseRevokesFamily) family.revoked = true;
      // The wording is not documented.
      throw new ServiceError('RefreshTokenReuseException', 'Refresh token has been invalidated by rotation.');
    }
    return family;
  }

  /**
   * A successor for a token that `check` has passed. Within the grace period a rotated token gets another one, and
   * both are live; whether the real service would rather repeat the first is not documented. The period counts from
   * the first rotation.
   */
  rotate(token: string): string {
    const known = this.#tokens.get(token);
    if (!known) throw notAuthorized('Invalid Refresh Token.');
    known.rotatedAt ??= this.#clock.now();
    return this.#add(known.family);
  }

  /** Ends the family of a token. False where the token is unknown. */
  revoke(token: string): boolean {
    const known = this.#tokens.get(token);
    if (known) known.family.revoked = true;
    return known !== undefined;
  }

  /** Ends every family of a user. */
  revokeAll(username: string): void {
    for (const family of this.#families.values()) {
      if (family.username === username) family.revoked = true;
    }
  }

  /** Whether the sign-in that a token of this `origin_jti` came from is over. */
  isRevoked(originJti: string): boolean {
    return this.#families.get(originJti)?.revoked ?? true;
  }

  /** The user's tokens that would be accepted, and not merely for a grace period's sake. */
  live(username: string): string[] {
    return [...this.#tokens]
      .filter(([, { family, rotatedAt }]) => {
        const isOpen = !family.revoked && family.expiresAt > this.#clock.now();
        return family.username === username && isOpen && rotatedAt === undefined;
      })
      .map(([token]) => token);
  }

  #add(family: RefreshFamily): string {
    const token = newToken();
    this.#tokens.set(token, { family });
    return token;
  }
}

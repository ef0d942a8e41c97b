import { AuthError } from '../../shared/auth-error.js';
import { bytesOf, g, integerOf, k, N, powerModN } from './srp-group.js';

// Cognito's SRP-6a, in the names of RFC 5054 and RFC 2945. It differs from them in g, in k, in x (the pool's name goes into
// it) and in the key, which is HKDF's and proves itself by signing the server's secret block.

/** The client's ephemeral pair: `a` is secret and good for one sign-in, `A` = g ** a mod N is sent as `SRP_A`. */
export interface EphemeralKeyPair {
  readonly a: bigint;
  readonly A: bigint;
}

/** What the server sends in either of the two challenges that ask for a claim. */
export interface VerifierChallenge {
  /** `SRP_B`, the server's public value: hexadecimal. */
  readonly srpB: string;
  /** `SALT`: hexadecimal. */
  readonly salt: string;
  /** `SECRET_BLOCK`: base64. */
  readonly secretBlock: string;
}

/** What the challenge PASSWORD_VERIFIER says, and of which pool. */
export interface PasswordVerifierChallenge extends VerifierChallenge {
  /** Such as `eu-west-1_AbCdEfGhI`. */
  readonly userPoolId: string;
  /** `USER_ID_FOR_SRP`: the user's real name in the pool, which need not be what was typed. */
  readonly userIdForSrp: string;
}

/** Whose password it is. Both names go into the password's hash and into the signature. */
export interface SrpIdentity {
  /** The pool's id without its region, or a device's group key. */
  readonly group: string;
  /** The user's real name in the pool, or a device's key. */
  readonly name: string;
}

/** What goes into `ChallengeResponses`, beside `USERNAME`. */
export interface PasswordClaim {
  readonly PASSWORD_CLAIM_SIGNATURE: string;
  readonly PASSWORD_CLAIM_SECRET_BLOCK: string;
  readonly TIMESTAMP: string;
}

const PRIVATE_VALUE_BYTES = 32; // RFC 5054, section 2.6: a has at least 256 bits
const KEY_BITS = 128;
const KEY_INFO = 'Caldera Derived Key'; // Cognito's own, as in Amplify

const utf8 = (text: string) => new TextEncoder().encode(text);

export function createEphemeralKeyPair(): EphemeralKeyPair {
  const random = crypto.getRandomValues(new Uint8Array(PRIVATE_VALUE_BYTES));
  random[0] = Number(random[0]) | 0x80; // a is then never 0, and always of full length
  return keyPairOf(integerOf(random));
}

/** The pair of a given `a`. */
export function keyPairOf(a: bigint): EphemeralKeyPair {
  return { a, A: powerModN(g, a) };
}

/** `SRP_A`: hexadecimal, without zeros in front. */
export function srpA({ A }: EphemeralKeyPair): string {
  return A.toString(16);
}

/** {@link claim} for a user's password. */
export function claimPassword(
  keyPair: EphemeralKeyPair,
  challenge: PasswordVerifierChallenge,
  password: string,
  serverTimeMs: number,
): Promise<PasswordClaim> {
  const { userPoolId, userIdForSrp } = challenge;
  const group = userPoolId.slice(userPoolId.indexOf('_') + 1);
  return claim(keyPair, { group, name: userIdForSrp }, challenge, password, serverTimeMs);
}

/**
 * Proves the knowledge of the password.
 *
 * @param serverTimeMs the service's clock in milliseconds since the epoch: Cognito refuses a time that is far from its own.
 * @throws AuthError of kind `unknown` if the challenge is malformed, or such that answering it would be unsafe.
 */
export async function claim(
  { a, A }: EphemeralKeyPair,
  identity: SrpIdentity,
  challenge: VerifierChallenge,
  password: string,
  serverTimeMs: number,
): Promise<PasswordClaim> {
  const { secretBlock } = challenge;
  const B = fromHex(challenge.srpB, 'SRP_B');
  if (B % N === 0n) throw unsafeChallenge('SRP_B is zero modulo N');
  const u = integerOf(await sha256(bytesOf(A), bytesOf(B)));
  if (u === 0n) throw unsafeChallenge('u, the hash of SRP_A and SRP_B, is zero');

  const x = await passwordHash(identity, fromHex(challenge.salt, 'SALT'), password);
  const S = premasterSecret(a, B, u, x);

  const TIMESTAMP = timestamp(serverTimeMs);
  const { group, name } = identity;
  const message = concat(utf8(group), utf8(name), fromBase64(secretBlock, 'SECRET_BLOCK'), utf8(TIMESTAMP));
  const signature = await crypto.subtle.sign('HMAC', await signingKey(S, u), message);
  return {
    PASSWORD_CLAIM_SIGNATURE: toBase64(new Uint8Array(signature)),
    PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
    TIMESTAMP,
  };
}

/** x = H(salt | H(group name : password)), of which the server keeps g ** x mod N. */
export async function passwordHash({ group, name }: SrpIdentity, salt: bigint, password: string): Promise<bigint> {
  const identity = await sha256(utf8(`${group}${name}:${password}`));
  return integerOf(await sha256(bytesOf(salt), identity));
}

/** S = (B - k * g ** x) ** (a + u * x) mod N: RFC 5054, section 2.6. */
function premasterSecret(a: bigint, B: bigint, u: bigint, x: bigint): bigint {
  const base = (B - k * powerModN(g, x)) % N; // BigInt's remainder has the sign of the dividend
  return powerModN(base < 0n ? base + N : base, a + u * x);
}

async function signingKey(S: bigint, u: bigint): Promise<CryptoKey> {
  const premaster = await crypto.subtle.importKey('raw', bytesOf(S), 'HKDF', false, ['deriveBits']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: bytesOf(u), info: utf8(KEY_INFO) };
  const key = await crypto.subtle.deriveBits(hkdf, premaster, KEY_BITS);
  return crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Cognito's `EEE MMM d HH:mm:ss UTC yyyy`, such as `Tue Mar 4 09:05:00 UTC 2025`: English, and the day without a zero. */
export function timestamp(timeMs: number): string {
  const time = new Date(timeMs);
  const clock = time.toISOString().slice(11, 19);
  const day = `${WEEKDAYS[time.getUTCDay()]} ${MONTHS[time.getUTCMonth()]} ${time.getUTCDate()}`;
  return `${day} ${clock} UTC ${time.getUTCFullYear()}`;
}

async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** N has 768 digits. A number of a million takes long to reckon with, and Firefox has none that are so large. */
const HEXADECIMAL = /^[0-9a-f]{1,1024}$/i;

function fromHex(hex: string, field: string): bigint {
  if (!HEXADECIMAL.test(hex)) throw unsafeChallenge(`${field} is not hexadecimal, or too long`);
  return BigInt(`0x${hex}`);
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(base64: string, field: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw unsafeChallenge(`${field} is not base64`);
  }
}

function unsafeChallenge(what: string): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: `The sign-in was stopped at a challenge to prove a password: ${what}.`,
    recoverySuggestion: 'Check that userPool.endpoint is that of a Cognito user pool.',
  });
}

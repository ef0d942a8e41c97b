import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { g, hashToInteger, k, modularPower, N, signedBytes } from './srp-group.js';

/** What a server keeps of a password. */
export interface SrpVerifier {
  salt: bigint;
  /** v = g^x */
  verifier: bigint;
}

/** One exchange: what was sent to the client, and what is needed to judge its proof. */
export interface SrpExchange {
  salt: bigint;
  serverPublic: bigint;
  /** Opaque to the client, signed over by it. Base64. */
  secretBlock: string;
  sessionKey: Buffer;
}

export interface SrpProof {
  poolName: string;
  userId: string;
  timestamp: string;
  /** Base64. */
  signature: string;
}

const SECRET_BLOCK_BYTES = 1024;
const SESSION_KEY_BYTES = 16;
const PRIVATE_VALUE_BYTES = 32; // RFC 5054 section 2.5.4 asks for at least 256 bits

const randomInteger = (bytes: number): bigint => BigInt(`0x${randomBytes(bytes).toString('hex')}`);

/**
 * The verifier of a password.
 *
 * @param poolName the user pool's id without its region: `abc` of `eu-west-1_abc`
 * @param userId what the service sends as USER_ID_FOR_SRP
 */
export function srpVerifier(
  { poolName, userId, password }: { poolName: string; userId: string; password: string },
  salt: bigint = randomInteger(16),
): SrpVerifier {
  const identity = createHash('sha256').update(`${poolName}${userId}:${password}`).digest();
  const x = hashToInteger(signedBytes(salt), identity);
  return { salt, verifier: modularPower(g, x, N) };
}

/**
 * A verifier for a user who does not exist: always the same salt for the same name, and no password fits.
 * That is how a pool that prevents user existence errors answers.
 */
export function decoyVerifier(poolName: string, userId: string): SrpVerifier {
  const salt = createHash('sha256').update(`decoy ${poolName}${userId}`).digest().subarray(0, 16);
  return { salt: BigInt(`0x${salt.toString('hex')}`), verifier: modularPower(g, randomInteger(32), N) };
}

/** The client's A, from hexadecimal; undefined where it is no number or 0 mod N, which RFC 5054 section 2.5.4 forbids. */
export function clientPublicValue(hex: string): bigint | undefined {
  if (!/^[0-9a-f]{1,1536}$/i.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  return value % N === 0n ? undefined : value;
}

/** The positive integer in a base64 text; undefined where it is none, or 0 mod N, which no salt or verifier is. */
export function base64Integer(text: unknown): bigint | undefined {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const value = BigInt(`0x0${Buffer.from(text, 'base64').toString('hex')}`);
  return value % N === 0n ? undefined : value;
}

/** Begins an exchange: B = kv + g^b, S = (A v^u)^b. */
export function beginSrpExchange({ salt, verifier }: SrpVerifier, clientPublic: bigint): SrpExchange {
  const b = randomInteger(PRIVATE_VALUE_BYTES);
  const serverPublic = (k * verifier + modularPower(g, b, N)) % N;
  const u = hashToInteger(signedBytes(clientPublic), signedBytes(serverPublic));
  const premasterSecret = modularPower(clientPublic * modularPower(verifier, u, N), b, N);
  return {
    salt,
    serverPublic,
    secretBlock: randomBytes(SECRET_BLOCK_BYTES).toString('base64'),
    sessionKey: Buffer.from(
      hkdfSync('sha256', signedBytes(premasterSecret), signedBytes(u), 'Caldera Derived Key', SESSION_KEY_BYTES),
    ),
  };
}

/** Whether the client knows the password: whether its signature was made with the key both sides derive. */
export function provesPassword(exchange: SrpExchange, proof: SrpProof): boolean {
  const expected = createHmac('sha256', exchange.sessionKey)
    .update(proof.poolName)
    .update(proof.userId)
    .update(Buffer.from(exchange.secretBlock, 'base64'))
    .update(proof.timestamp)
    .digest('base64');
  return expected === proof.signature;
}

import { createHmac } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32Bytes(text: string): Buffer {
  let bits = '';
  for (const character of text.toUpperCase().replaceAll('=', '').replaceAll(' ', '')) {
    const value = BASE32.indexOf(character);
    if (value < 0) throw new TypeError(`A TOTP secret is base32; ${JSON.stringify(character)} is not a base32 digit.`);
    bits += value.toString(2).padStart(5, '0');
  }
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

/** The inverse of reading a secret: without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(/.{1,5}/g) ?? [];
  return digits.map((digit) => BASE32.charAt(Number.parseInt(digit.padEnd(5, '0'), 2))).join('');
}

/**
 * The code an authenticator app shows (RFC 6238: SHA-1, 30 seconds, 6 digits).
 *
 * @param secret base32
 * @param timeMs milliseconds since the epoch
 */
export function totpCode(secret: string, timeMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(timeMs / 1000 / STEP_SECONDS)));
  const digest = createHmac('sha1', base32Bytes(secret)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0xf;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return (number % 10 ** DIGITS).toString().padStart(DIGITS, '0');
}

/**
 * Whether a code is the current one, the one before or the one after.
 * How many steps the real service allows is not documented; one either way is RFC 6238's advice.
 */
export function isTotpCode(secret: string, code: string, timeMs: number): boolean {
  return [-1, 0, 1].some((step) => totpCode(secret, timeMs + step * STEP_SECONDS * 1000) === code);
}

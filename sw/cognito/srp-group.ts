/** N: the 3072-bit prime of RFC 5054, appendix A, which Cognito uses for every pool. */
export const N = BigInt(
  '0x' +
    'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74' +
    '020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437' +
    '4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED' +
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05' +
    '98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB' +
    '9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B' +
    'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718' +
    '3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33' +
    'A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7' +
    'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864' +
    'D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2' +
    '08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
);

/** g: Cognito takes 2, where RFC 5054 has 5 for this prime. */
export const g = 2n;

/**
 * k = SHA-256(bytes(N) | bytes(g)), written out because it never changes. Cognito does not pad g to the length of N as
 * RFC 5054 (section 2.5.3) does, so this is not the RFC's k. A test computes it.
 */
export const k = 0x538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6n;

const WINDOW_BITS = 4n; // one hexadecimal digit of the exponent at a time

/**
 * base ** exponent mod N, for a positive exponent, by fixed windows: four squarings and one multiplication for each digit,
 * whichever digit it is. (BigInt itself takes no constant time, so this hides little from whoever can time it.)
 */
export function powerModN(base: bigint, exponent: bigint): bigint {
  const powers: bigint[] = [];
  for (let power = 1n; powers.length < 16; power = (power * base) % N) powers.push(power);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let bit = 0n; bit < WINDOW_BITS; bit++) result = (result * result) % N;
    result = (result * (powers[Number.parseInt(digit, 16)] as bigint)) % N;
  }
  return result;
}

/**
 * A positive integer as Java's `BigInteger.toByteArray` has it, which is what Cognito hashes: big-endian, as short as can
 * be, and with a zero byte in front where the first bit would otherwise be set (it would mean a minus).
 */
export function bytesOf(value: bigint): Uint8Array<ArrayBuffer> {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  const hex = /^[89a-f]/.test(even) ? `00${even}` : even;
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** The inverse of {@link bytesOf}; it takes any number of zero bytes in front. */
export function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
}

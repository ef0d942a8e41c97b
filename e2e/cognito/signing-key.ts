import { exportJWK, generateKeyPair, type JWK } from 'jose';

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwks: { keys: JWK[] };
}

const ALGORITHM = 'RS256';

let key: Promise<SigningKey> | undefined;

/** The RSA key of every server in this process: making one takes a good part of a second. */
export function signingKey(): Promise<SigningKey> {
  key ??= generateSigningKey();
  return key;
}

async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const kid = 'bG9jYWwgY29nbml0bw==';
  const jwk = await exportJWK(publicKey);
  return { kid, privateKey, publicKey, jwks: { keys: [{ alg: ALGORITHM, ...jwk, kid, use: 'sig' }] } };
}

import { AuthError } from '../../shared/auth-error.js';
import type { ScriptKey } from '../../shared/script-keys.js';
import { base64url } from './base64url.js';

const KEY_BITS = 256;
const ID_BITS = 64; // tells apart the few keys that one browser ever has
const KEY_PURPOSE = 'cognito-session-worker: sealing key, version 1';
const ID_PURPOSE = 'cognito-session-worker: id of a sealing key, version 1';

/** 32 random bytes are 43 characters of base64 and 64 of hex; what is much shorter is no such thing. */
const SHORTEST_SECRET = 32;

/** The keys of the browser with this id: one for each of the server's secrets, in their order. The same for the same input. */
export type ScriptKeysOf = (browserId: string) => Promise<ScriptKey[]>;

/**
 * Derives keys by HKDF with SHA-256 (RFC 5869): the secret is the input keying material, the browser's id the salt.
 *
 * @throws AuthError of kind `configuration` if there is no secret, or one that is not fit to be one.
 */
export function createScriptKeysOf(secrets: readonly string[]): ScriptKeysOf {
  checkSecrets(secrets);
  const encode = (text: string) => new TextEncoder().encode(text);
  const materials = Promise.all(
    secrets.map((secret) => crypto.subtle.importKey('raw', encode(secret), 'HKDF', false, ['deriveBits'])),
  );
  materials.catch(() => {}); // reported by each use

  async function derive(material: CryptoKey, salt: Uint8Array<ArrayBuffer>, purpose: string, bits: number) {
    const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info: encode(purpose) };
    return base64url(new Uint8Array(await crypto.subtle.deriveBits(parameters, material, bits)));
  }

  return async (browserId) => {
    const salt = encode(browserId);
    return await Promise.all(
      (await materials).map(async (material) => ({
        id: await derive(material, salt, ID_PURPOSE, ID_BITS),
        key: await derive(material, salt, KEY_PURPOSE, KEY_BITS),
      })),
    );
  };
}

function checkSecrets(secrets: readonly string[]): void {
  const problem = problemWith(secrets);
  if (problem === undefined) return;
  throw new AuthError({
    kind: 'configuration',
    message: `The secrets of the session worker's handler are not right: ${problem}.`,
    recoverySuggestion:
      'Make one with `openssl rand -base64 32`, keep it outside of the source code, and give a list of such secrets, the newest first.',
  });
}

function problemWith(secrets: unknown): string | undefined {
  if (!Array.isArray(secrets) || secrets.length === 0) return 'secrets must be a list that is not empty';
  const short = secrets.findIndex((secret) => typeof secret !== 'string' || secret.length < SHORTEST_SECRET);
  if (short >= 0) return `secrets[${short}] must be text of at least ${SHORTEST_SECRET} characters`;
  return new Set(secrets).size < secrets.length ? 'secrets has the same secret twice' : undefined;
}

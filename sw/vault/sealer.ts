import { AuthError } from '../../shared/auth-error.js';
import type { Sealer } from '../session/ports.js';
import { STORE, type VaultConnection } from './database.js';

const ALGORITHM = 'AES-GCM';
const IV_BYTES = 12; // NIST SP 800-38D, section 5.2.1.1
const KEY_NAME = 'sealing-key';

/**
 * Seals with AES-256-GCM under a key that cannot be extracted and lies in the same database: whoever copies the files of
 * a browser's profile byte by byte can read it, script on the origin can use it, and neither a log nor a look at the
 * database shows a token. DESIGN.md section 7 tells what stronger modes there are.
 */
export function createDatabaseSealer(vault: VaultConnection): Sealer {
  let known: Promise<CryptoKey> | undefined;

  function key(): Promise<CryptoKey> {
    known ??= loadKey(vault).catch((thrown) => {
      known = undefined;
      throw thrown;
    });
    return known;
  }

  return {
    async seal(value, purpose) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const plaintext = new TextEncoder().encode(JSON.stringify(value));
      const ciphertext = await crypto.subtle.encrypt(parameters(iv, purpose), await key(), plaintext);
      return { iv, ciphertext };
    },

    async unseal({ iv, ciphertext }, purpose) {
      try {
        const plaintext = await crypto.subtle.decrypt(parameters(iv, purpose), await key(), ciphertext);
        return JSON.parse(new TextDecoder().decode(plaintext));
      } catch (thrown) {
        if (thrown instanceof AuthError) throw thrown; // the database failed, not the seal
        // Somebody else's key may have taken the place of ours, if the site's data was cleared: look again next time.
        known = undefined;
        throw unreadableError(thrown);
      }
    },
  };
}

async function loadKey(vault: VaultConnection): Promise<CryptoKey> {
  const stored = await vault.use((database) => database.get(STORE, KEY_NAME));
  if (stored instanceof CryptoKey) return stored;
  const made = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ['encrypt', 'decrypt']);
  return await vault.use(async (database) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    const existing = await transaction.store.get(KEY_NAME); // another worker may have been quicker
    const kept = existing instanceof CryptoKey ? existing : made;
    if (kept === made) await transaction.store.put(made, KEY_NAME);
    await transaction.done;
    return kept;
  });
}

function parameters(iv: Uint8Array<ArrayBuffer>, purpose: string): AesGcmParams {
  return { name: ALGORITHM, iv, additionalData: new TextEncoder().encode(purpose) };
}

function unreadableError(cause: unknown): AuthError {
  return new AuthError({
    kind: 'sessionExpired',
    message: 'The stored session cannot be read: its key is gone, or it was altered.',
    recoverySuggestion: 'Ask the user to sign in again.',
    cause,
  });
}

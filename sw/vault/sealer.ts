import { AuthError } from '../../shared/auth-error.js';
import { keyLostError } from '../session/errors.js';
import type { Sealer } from '../session/ports.js';
import type { SealingKeys } from './sealing-keys.js';

const ALGORITHM = 'AES-GCM';
const IV_BYTES = 12; // NIST SP 800-38D, section 5.2.1.1

/**
 * Seals with AES-256-GCM. Who can unseal is whoever has the key: with the database's own, any script of the origin that sets
 * out to use it, though neither a log nor a look at the database shows a token; with a key of the script's, this worker
 * alone.
 */
export function createSealer(keys: SealingKeys): Sealer {
  const { currentId } = keys;

  return {
    async seal(value, purpose) {
      const key = keys.find(currentId);
      if (!key) throw newerWorkerError();
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const plaintext = new TextEncoder().encode(JSON.stringify(value));
      const ciphertext = await crypto.subtle.encrypt(parameters(iv, purpose), await key, plaintext);
      return { iv, ciphertext, ...(currentId !== undefined && { keyId: currentId }) };
    },

    async unseal({ iv, ciphertext, keyId }, purpose) {
      const key = keys.find(keyId);
      if (!key) throw (await keys.isLost(keyId)) ? keyLostError() : newerWorkerError();
      try {
        const plaintext = await crypto.subtle.decrypt(parameters(iv, purpose), await key, ciphertext);
        return JSON.parse(new TextDecoder().decode(plaintext));
      } catch (thrown) {
        if (thrown instanceof AuthError) throw thrown; // the database failed, not the seal
        keys.forget();
        throw unreadableError(thrown);
      }
    },

    isCurrent: ({ keyId }) => keyId === currentId,
    isLost: async ({ keyId }) => keyId !== currentId && (await keys.isLost(keyId)),
  };
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

function newerWorkerError(): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: 'The stored session is of a newer version of the session worker.',
    recoverySuggestion: 'Reload the page; if it persists, close every tab of the site.',
    retryable: true,
  });
}

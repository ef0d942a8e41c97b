import { STORE, type VaultConnection } from './database.js';

const KEY_NAME = 'sealing-key';

/** A key that cannot be extracted and lies in the database, made when it is first asked for. */
export interface DatabaseKey {
  get(): Promise<CryptoKey>;
  /** Another key may have taken the place of ours, or none, if the site's data was cleared: look again next time. */
  forget(): void;
}

export function createDatabaseKey(vault: VaultConnection): DatabaseKey {
  let known: Promise<CryptoKey> | undefined;

  function forget(): void {
    known = undefined;
  }

  return {
    get() {
      if (!known) {
        known = load(vault);
        known.catch(forget);
      }
      return known;
    },
    forget,
  };
}

async function load(vault: VaultConnection): Promise<CryptoKey> {
  const stored = await vault.use((database) => database.get(STORE, KEY_NAME));
  if (isSealingKey(stored)) return stored;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return await vault.use(async (database) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    const existing = await transaction.store.get(KEY_NAME); // another worker may have been quicker
    const kept = isSealingKey(existing) ? existing : made;
    if (kept === made) await transaction.store.put(made, KEY_NAME);
    await transaction.done;
    return kept;
  });
}

/** Something else may have been put in its place. */
function isSealingKey(stored: unknown): stored is CryptoKey {
  return stored instanceof CryptoKey && stored.algorithm.name === 'AES-GCM';
}

import type { ScriptKey } from '../../shared/script-keys.js';
import type { VaultConnection } from './database.js';
import { createDatabaseKey } from './database-key.js';
import { importScriptKey } from './script-keys.js';
import { createSealingAuthority } from './sealing-authority.js';

/** The keys that this worker has. A key is known by its id, which stands beside what it has sealed; the database's key has none. */
export interface SealingKeys {
  /** Of the key that seals from now on. */
  readonly currentId: string | undefined;
  /** Undefined for a key that this worker has not got. Rejects with an AuthError if the database fails. */
  find(id: string | undefined): Promise<CryptoKey> | undefined;
  /** The database may have become another one, with another key: it is looked at again. */
  forget(): void;
  /** Whether the key of this id is gone for good: this worker has not got it, and no other one is to be asked. */
  isLost(id: string | undefined): Promise<boolean>;
  /** To be called when this worker has been put in charge. Never rejects. */
  takeCharge(): Promise<void>;
}

/** Keys for a database that page script can read: its own, or, where the script bears keys and is to use them, those. */
export function createSealingKeys(
  vault: VaultConnection,
  app: string,
  scriptKeys: readonly ScriptKey[],
  sealWith: 'database' | 'script',
): SealingKeys {
  const databaseKey = createDatabaseKey(vault);
  const imported = importAll(scriptKeys);
  const currentId = sealWith === 'script' ? scriptKeys[0]?.id : undefined;
  const authority = createSealingAuthority(vault, app, currentId ?? '', imported);

  return {
    currentId,
    find(id) {
      if (id === undefined) return databaseKey.get();
      const key = imported.get(id);
      return key && id === currentId ? authority.ensure().then(() => key) : key;
    },
    forget() {
      databaseKey.forget();
      authority.forget();
    },
    isLost: async (id) => id !== undefined && !imported.has(id) && (await authority.isOurs()),
    takeCharge: () => authority.claim(),
  };
}

/**
 * Keys for a record that is in this worker's memory alone, sealed under a key that is there as well. What an earlier
 * version of the app has stored opens under the old keys once more.
 */
export function createMemoryKeys(vault: VaultConnection, scriptKeys: readonly ScriptKey[]): SealingKeys {
  const databaseKey = createDatabaseKey(vault);
  const imported = importAll(scriptKeys);
  const currentId = crypto.randomUUID();
  const own = crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

  return {
    currentId,
    find: (id) => (id === currentId ? own : id === undefined ? databaseKey.get() : imported.get(id)),
    forget: databaseKey.forget,
    isLost: async (id) => id !== undefined && id !== currentId && !imported.has(id),
    takeCharge: async () => {},
  };
}

function importAll(keys: readonly ScriptKey[]): ReadonlyMap<string, Promise<CryptoKey>> {
  return new Map(keys.map((key) => [key.id, importScriptKey(key)]));
}

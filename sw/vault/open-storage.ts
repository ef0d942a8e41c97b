import type { ScriptKey } from '../../shared/script-keys.js';
import type { SealingMode, StorageMode } from '../config.js';
import type { RecordStore, Sealer } from '../session/ports.js';
import { connectVault } from './database.js';
import { createMemoryRecordStore, takeStoredRecord } from './memory-record-store.js';
import { createRecordStore } from './record-store.js';
import { createSealer } from './sealer.js';
import { createMemoryKeys, createSealingKeys } from './sealing-keys.js';

export interface StorageOptions {
  /** Of the database. */
  readonly name: string;
  /** Of the record in it. */
  readonly key: string;
  readonly storage: StorageMode;
  readonly sealing: SealingMode;
  readonly scriptKeys: readonly ScriptKey[];
  /** Called when the database may have become another one: it was closed, deleted, or cleared with the site's data. */
  readonly onLost?: () => void;
}

/** Where the session is kept, and how what is secret in it is sealed. */
export interface SessionStorage {
  readonly store: RecordStore;
  readonly sealer: Sealer;
  /** To be called where an event is about to ask for the record: what takes longest is begun. */
  prepare(): void;
  /** To be called when the worker is put in charge. Never rejects. */
  takeCharge(): Promise<void>;
}

export function openStorage({ name, key, storage, sealing, scriptKeys, onLost }: StorageOptions): SessionStorage {
  if (storage === 'memory') {
    const vault = connectVault(name);
    const keys = createMemoryKeys(vault, scriptKeys);
    const store = createMemoryRecordStore(() => takeStoredRecord(vault, name, key));
    return { store, sealer: createSealer(keys), prepare: () => {}, takeCharge: keys.takeCharge };
  }
  const vault = connectVault(name, () => {
    keys.forget(); // what is stored from now on opens for the next worker only under a key that lies beside it
    onLost?.();
  });
  const keys = createSealingKeys(vault, key, scriptKeys, sealing === 'database' ? 'database' : 'script');
  const store = createRecordStore(vault, key);
  return { store, sealer: createSealer(keys), prepare: vault.prepare, takeCharge: keys.takeCharge };
}

import type { RecordStore } from '../session/ports.js';
import { emptyRecord, type SessionRecord } from '../session/record.js';
import { STORE, type VaultConnection } from './database.js';
import { readableRecord } from './readable-record.js';

/**
 * Keeps the record in this worker's memory and nowhere else, so that it ends with the worker. A record that an earlier
 * version of the app has stored is taken over once, and is not on the disk afterwards.
 */
export function createMemoryRecordStore(takeStored: () => Promise<SessionRecord | undefined>): RecordStore {
  let record = emptyRecord(crypto.randomUUID(), crypto.randomUUID(), 0, Date.now());
  let begun: Promise<void> | undefined;

  /** A database that fails must not hold up a session that has no need of one. */
  async function begin(): Promise<void> {
    const stored = await takeStored().catch(() => undefined);
    if (stored) record = stored;
  }

  async function ready(): Promise<void> {
    begun ??= begin();
    await begun;
  }

  return {
    async read() {
      await ready();
      return record;
    },
    async update(change) {
      await ready();
      const before = record;
      record = change(before);
      return { before, after: record };
    },
  };
}

/** Takes a record out of the database. A database that there is not is not made for it, where the browser can tell. */
export async function takeStoredRecord(
  vault: VaultConnection,
  databaseName: string,
  key: string,
): Promise<SessionRecord | undefined> {
  const known = await indexedDB.databases?.();
  if (known && !known.some(({ name }) => name === databaseName)) return undefined;
  return await vault.use(async (database) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    const stored = await transaction.store.get(key);
    if (stored !== undefined) await transaction.store.delete(key);
    await transaction.done;
    return readableRecord(stored);
  });
}

import type { RecordStore } from '../session/ports.js';
import { emptyRecord, type SessionRecord } from '../session/record.js';
import { STORE, type VaultConnection } from './database.js';
import { readableRecord } from './readable-record.js';
import { abort } from './record-store.js';

/** The database's own limit is 8 s; which databases there are the browser may never tell. */
const LONGEST_TAKING_MS = 10_000;

/**
 * Keeps the record in this worker's memory and nowhere else, so that it ends with the worker. A record that an earlier
 * version of the app has stored is taken over once, and is not on the disk afterwards.
 */
export function createMemoryRecordStore(takeStored: () => Promise<SessionRecord | undefined>): RecordStore {
  let record: SessionRecord;
  let begun: Promise<void> | undefined;

  /** A database that fails must not hold up a session that has no need of one. */
  async function begin(): Promise<void> {
    const limit = new Promise<undefined>((resolve) => setTimeout(resolve, LONGEST_TAKING_MS));
    const stored = await Promise.race([takeStored().catch(() => undefined), limit]);
    // Born when it is first asked for: a script that runs to be installed is in charge later than one that was started since.
    record = stored ?? emptyRecord(crypto.randomUUID(), crypto.randomUUID(), 0, Date.now());
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
  return await vault.use(async (database, signal) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    transaction.done.catch(() => {});
    signal.addEventListener('abort', () => abort(transaction)); // what nobody gets is not to be deleted
    const stored = await transaction.store.get(key);
    await transaction.store.delete(key);
    await transaction.done;
    return readableRecord(stored);
  });
}

import type { RecordStore, RecordUpdate } from '../session/ports.js';
import { emptyRecord, type SessionRecord } from '../session/record.js';
import { STORE, type VaultConnection } from './database.js';
import { readableRecord } from './readable-record.js';

/**
 * Keeps the record of one pool in IndexedDB. A write is on the disk when it is reported (`strict`): a refresh token that
 * the pool has rotated must not be lost with the power. What cannot be read as a record counts as none: whoever damaged it
 * has signed the user out.
 */
export function createRecordStore(vault: VaultConnection, key: string): RecordStore {
  async function update(change: (record: SessionRecord) => SessionRecord): Promise<RecordUpdate> {
    // Made before the transaction, which must not wait for anything but the database.
    const [generation] = crypto.getRandomValues(new Uint32Array(1));
    const empty = emptyRecord(crypto.randomUUID(), crypto.randomUUID(), generation);
    return await vault.use(async (database) => {
      const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
      const before = readableRecord(await transaction.store.get(key)) ?? empty;
      let after: SessionRecord;
      try {
        after = change(before);
        if (after !== before) await transaction.store.put(after, key);
      } catch (thrown) {
        transaction.abort();
        await transaction.done.catch(() => {});
        throw thrown;
      }
      await transaction.done;
      return { before, after };
    });
  }

  return {
    async read() {
      const stored = readableRecord(await vault.use((database) => database.get(STORE, key)));
      if (stored) return stored;
      // Pages refer to the session by its id from the start, so that an empty record is stored, too.
      return (await update((record) => ({ ...record }))).after;
    },
    update,
  };
}

import type { RecordStore, RecordUpdate } from '../session/ports.js';
import { emptyRecord, type SessionRecord } from '../session/record.js';
import { STORE, type VaultConnection } from './database.js';
import { readableRecord } from './readable-record.js';
import { shareReads } from './share-reads.js';

/**
 * Keeps the record of one pool in IndexedDB. A write is on the disk when it is reported (`strict`): a refresh token that
 * the pool has rotated must not be lost with the power. What cannot be read as a record counts as none: whoever damaged it
 * has signed the user out.
 */
export function createRecordStore(vault: VaultConnection, key: string): RecordStore {
  async function update(change: (record: SessionRecord) => SessionRecord): Promise<RecordUpdate> {
    // Made before the transaction, which must not wait for anything but the database.
    const [generation] = crypto.getRandomValues(new Uint32Array(1));
    const empty = emptyRecord(crypto.randomUUID(), crypto.randomUUID(), generation, Date.now());
    return await vault.use(async (database, signal) => {
      const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
      // A write that was given up must not be made later: whoever asked for it has gone on without.
      const undo = () => abort(transaction);
      signal.addEventListener('abort', undo, { once: true });
      try {
        const before = readableRecord(await transaction.store.get(key)) ?? empty;
        const after = change(before);
        if (after !== before) await transaction.store.put(after, key);
        await transaction.done;
        return { before, after };
      } catch (thrown) {
        undo();
        await transaction.done.catch(() => {});
        throw thrown;
      } finally {
        signal.removeEventListener('abort', undo);
      }
    });
  }

  return {
    read: shareReads(async () => {
      const stored = readableRecord(await vault.use((database) => database.get(STORE, key)));
      if (stored) return stored;
      // Pages refer to the session by its id from the start, so that an empty record is stored, too.
      return (await update((record) => ({ ...record }))).after;
    }),
    update,
  };
}

/** Undoes what the transaction has done, unless it is over or about to be: then nobody overtakes it. */
export function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It is over, or its commit has begun: whoever reads the store next waits for its end.
  }
}

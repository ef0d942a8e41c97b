import type { RecordStore } from '../ports.js';
import { emptyRecord, type SessionRecord } from '../record.js';

/** A store as IndexedDB is one: transactions one after the other, and what is read is a copy. */
export interface MemoryStore extends RecordStore {
  current(): SessionRecord;
  /** Makes every operation fail until set to undefined again. */
  failWith(error: Error | undefined): void;
}

export function createMemoryStore(): MemoryStore {
  let record = emptyRecord('store', 'session-0');
  let failure: Error | undefined;

  async function begin(): Promise<void> {
    await Promise.resolve();
    if (failure) throw failure;
  }

  return {
    current: () => record,
    failWith(error) {
      failure = error;
    },
    async read() {
      await begin();
      return structuredClone(record);
    },
    async update(change) {
      await begin();
      const before = structuredClone(record);
      const after = change(before);
      if (after !== before) record = structuredClone(after);
      return { before, after };
    },
  };
}

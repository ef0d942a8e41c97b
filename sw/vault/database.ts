import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { AuthError } from '../../shared/auth-error.js';
import type { SessionRecord } from '../session/record.js';

/** One object store: the records by the pool they belong to, and the key that seals what is in them. */
export interface VaultSchema extends DBSchema {
  vault: { key: string; value: SessionRecord | CryptoKey };
}

export type VaultDatabase = IDBPDatabase<VaultSchema>;

export const STORE = 'vault';

const DATABASE_VERSION = 1;

/** The connection, opened at first use and again whenever it was lost. */
export interface VaultConnection {
  /** Runs `task` with a connection; with a fresh one once more, if the connection turns out to be lost. */
  use<T>(task: (database: VaultDatabase) => Promise<T>): Promise<T>;
}

/**
 * What WebKit throws on a connection that it has dropped while in the background, and every browser on one that is
 * closing: the connection is gone, the data is not.
 */
const CONNECTION_LOST: ReadonlySet<string> = new Set(['InvalidStateError', 'UnknownError']);

export function connectVault(name: string): VaultConnection {
  let opened: Promise<VaultDatabase> | undefined;

  function forget(): void {
    opened = undefined;
  }

  function open(): Promise<VaultDatabase> {
    if (opened) return opened;
    const opening = openDB<VaultSchema>(name, DATABASE_VERSION, {
      upgrade(database) {
        database.createObjectStore(STORE);
      },
      // A later version of the worker wants to upgrade, or somebody deletes the database: do not stand in the way.
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    });
    opened = opening;
    opening.catch(forget);
    return opening;
  }

  return {
    async use(task) {
      try {
        return await task(await open());
      } catch (thrown) {
        if (!(thrown instanceof DOMException) || !CONNECTION_LOST.has(thrown.name)) throw toStorageError(thrown);
        forget();
      }
      try {
        return await task(await open());
      } catch (thrown) {
        throw toStorageError(thrown);
      }
    },
  };
}

/** A failure of the store ends no session: the call fails, and the next one tries again. */
function toStorageError(thrown: unknown): AuthError {
  if (thrown instanceof AuthError) return thrown;
  const name = thrown instanceof DOMException ? thrown.name : 'an unknown error';
  return new AuthError({
    kind: 'unknown',
    message: `The browser's database for the session failed with ${name}.`,
    recoverySuggestion:
      name === 'QuotaExceededError'
        ? 'Free some of the storage that this site uses, and try again.'
        : 'Try again; if it persists, check that the browser allows this site to store data.',
    retryable: true,
    cause: thrown,
  });
}

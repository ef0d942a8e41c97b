import { type DBSchema, type IDBPDatabase, type OpenDBCallbacks, openDB } from 'idb';
import { AuthError } from '../../shared/auth-error.js';
import type { SessionRecord } from '../session/record.js';

/** One object store: the records by the pool they belong to, the key that seals what is in them, and whose word on keys counts. */
export interface VaultSchema extends DBSchema {
  vault: { key: string; value: SessionRecord | CryptoKey | SealingNote };
}

/** The id of the key with which the worker seals that was last put in charge; empty for the database's own. */
export interface SealingNote {
  /** Of whichever app: all that a worker of an earlier version leaves. */
  readonly keyId: string;
  /** Of each app on the origin, by the key of its record. */
  readonly keyIds?: Readonly<Record<string, string>>;
}

export type VaultDatabase = IDBPDatabase<VaultSchema>;

export const STORE = 'vault';

const DATABASE_VERSION = 1;

/**
 * A healthy database answers in milliseconds; one that somebody blocks, or a disk that hangs, never does. Counted in seconds in
 * which this worker gets to do something: while it is behind with thousands of calls, the answer waits among them.
 */
const STORAGE_LIMIT_S = 8;

/** Work on the database. Once the signal aborts nobody waits for it any more, and a write has to be undone. */
export type VaultTask<T> = (database: VaultDatabase, signal: AbortSignal) => Promise<T>;

/** The connection, opened at first use and again whenever it was lost. */
export interface VaultConnection {
  /** Runs `task` with a connection; with a fresh one once more, if the connection turns out to be lost. */
  use<T>(task: VaultTask<T>): Promise<T>;
}

/** One that can be opened ahead of its use. */
export interface EarlyConnection extends VaultConnection {
  /** Begins to open it, for a use that is about to come. If that fails, the use says so. */
  prepare(): void;
}

/**
 * What WebKit throws on a connection that it has dropped while in the background, and every browser on one that is
 * closing: the connection is gone, the data is not.
 */
const CONNECTION_LOST: ReadonlySet<string> = new Set(['InvalidStateError', 'UnknownError']);

/** @param onLost called when a connection is lost, or was closed: what is in the database may be something else by now. */
export function connectVault(name: string, onLost: () => void = () => {}): EarlyConnection {
  let opened: Promise<VaultDatabase> | undefined;

  function forget(): void {
    opened = undefined;
    onLost();
  }

  function open(): Promise<VaultDatabase> {
    if (opened) return opened;
    const opening = openVault(name, () => {
      if (opened === opening) forget();
    });
    opened = opening;
    opening.catch(forget);
    return opening;
  }

  /** What does not come in time is given up, and undone; a connection that comes late is used by whoever asks next. */
  async function attempt<T>(task: VaultTask<T>): Promise<T> {
    const givenUp = new AbortController();
    let timer: ReturnType<typeof setInterval> | undefined;
    let seconds = 0;
    const limit = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        if (++seconds < STORAGE_LIMIT_S) return;
        const reason = new DOMException('No answer.', 'TimeoutError');
        givenUp.abort(reason);
        reject(reason);
      }, 1_000);
    });
    async function work(): Promise<T> {
      const database = await open();
      givenUp.signal.throwIfAborted();
      return await task(database, givenUp.signal);
    }
    try {
      return await Promise.race([work(), limit]);
    } finally {
      clearInterval(timer);
    }
  }

  return {
    prepare: () => void open(),

    async use(task) {
      try {
        return await attempt(task);
      } catch (thrown) {
        if (!(thrown instanceof DOMException) || !CONNECTION_LOST.has(thrown.name)) throw toStorageError(thrown);
        forget();
      }
      try {
        return await attempt(task);
      } catch (thrown) {
        throw toStorageError(thrown);
      }
    },
  };
}

/** @param onClose called when the connection is of no more use. */
async function openVault(name: string, onClose: () => void): Promise<VaultDatabase> {
  const callbacks: OpenDBCallbacks<VaultSchema> = {
    upgrade(database) {
      database.createObjectStore(STORE);
    },
    // A later version of the worker wants to upgrade, or somebody deletes the database: do not stand in the way.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onClose();
    },
    terminated: onClose,
  };
  try {
    return await openDB<VaultSchema>(name, DATABASE_VERSION, callbacks);
  } catch (thrown) {
    // The app has gone back to this version of the worker from a later one. Later versions add to the schema, so that this
    // one finds what it knows.
    if (!(thrown instanceof DOMException) || thrown.name !== 'VersionError') throw thrown;
    return await openDB<VaultSchema>(name, undefined, callbacks);
  }
}

const RECOVERY: Readonly<Record<string, string>> = {
  QuotaExceededError: 'Free some of the storage of this site, and try again.',
  TimeoutError: 'Close other tabs of this site, which may block its database, and try again.',
};

/** A failure of the store ends no session: the call fails, and the next one tries again. */
function toStorageError(thrown: unknown): AuthError {
  if (thrown instanceof AuthError) return thrown;
  const name = thrown instanceof Error ? thrown.name : 'an unknown error';
  return new AuthError({
    kind: 'unknown',
    message: `The browser's database for the session failed with ${name}.`,
    recoverySuggestion:
      RECOVERY[name] ?? 'Try again; if it persists, check that the browser allows this site to store data.',
    retryable: true,
    cause: thrown,
  });
}

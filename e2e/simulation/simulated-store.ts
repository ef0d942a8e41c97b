import { AuthError } from '../../shared/auth-error.js';
import type { Change } from '../../sw/session/changes.js';
import type { RecordStore, RecordUpdate, Sealer } from '../../sw/session/ports.js';
import { emptyRecord, type Sealed, type SessionRecord } from '../../sw/session/record.js';
import type { Parking } from './parking.js';
import type { Owner, Timeline } from './timeline.js';

/** The database of the profile. Transactions are atomic; one worker's end in the order in which they began. */
export interface SimulatedStore {
  current(): SessionRecord;
  forWorker(owner: Owner): RecordStore;
  /** The user clears the site's data: the next record is a new one. */
  clear(): void;
  /** Whether there was another record, and the clock was set back: then nothing tells a page which of them is the older. */
  birthsTellNothing(): boolean;
  /** What the worker has asked for is written although it dies. */
  commitLeftovers(owner: Owner): void;
}

export function createSimulatedStore(
  parking: Parking,
  { wall, pass, wasSetBack }: Timeline,
  onCommit: (before: SessionRecord, after: SessionRecord, by: Owner) => void,
  onClear: (record: SessionRecord) => void,
): SimulatedStore {
  let record = emptyRecord('store', 'session-0', 0, wall());
  let cleared = 0;
  const leftovers = new Map<Owner, Set<Change>>();

  function commit(owner: Owner, change: Change): RecordUpdate {
    const before = record;
    const after = change(before);
    record = after;
    if (after !== before) onCommit(before, after, owner);
    return { before, after };
  }

  return {
    current: () => record,

    forWorker(owner) {
      const changes = new Set<Change>();
      leftovers.set(owner, changes);
      const hearsInOrder = {};
      /** Resolves once the worker has heard of all that it is to hear of first. */
      let heard: Promise<void> | undefined;
      function tell(work: () => void): void {
        if (heard) void heard.then(work);
        else work();
      }

      /** What was read is on its way to the worker, and the record may change meanwhile. */
      function tellLater(work: () => void): void {
        const hearing = new Promise<void>((resolve) => {
          const happen = () => {
            if (heard === hearing) heard = undefined;
            work();
            resolve();
          };
          parking.add(owner, 'hears what it has read', [{ label: '', happen }], hearsInOrder, { isSlow: true });
        });
        heard = hearing;
      }

      return {
        read: () =>
          new Promise((resolve, reject) => {
            const read = (telling: (work: () => void) => void) => () => {
              const found = record;
              telling(() => resolve(found));
            };
            parking.add(
              owner,
              'reads the record',
              [
                { label: '', happen: read(tell) },
                { label: 'and hears of it later', isLater: true, happen: read(tellLater) },
                {
                  label: 'the database fails',
                  trouble: 'store-fails',
                  happen: () => tell(() => reject(storeFailure())),
                },
              ],
              owner,
            );
          }),
        update: (change) =>
          new Promise((resolve, reject) => {
            changes.add(change);
            const written = (update: RecordUpdate) => () => resolve(update);
            const failed = () => reject(storeFailure());
            const end = (work: () => () => void) => () => {
              changes.delete(change);
              try {
                tell(work());
              } catch (thrown) {
                tell(() => reject(thrown));
              }
            };
            parking.add(
              owner,
              'writes the record',
              [
                { label: '', happen: end(() => written(commit(owner, change))) },
                { label: 'the database fails', trouble: 'store-fails', happen: end(() => failed) },
                {
                  // As sw/vault does where the database takes too long: the write is undone ("the database fails"), but
                  // for one whose commit had begun. Nobody reads the store before that is over.
                  label: 'it takes too long, and is written all the same',
                  trouble: 'store-late',
                  happen: end(() => {
                    commit(owner, change);
                    return failed;
                  }),
                },
                {
                  // As sw/vault/database.ts does where the connection is lost after the commit and before its report.
                  label: 'the connection is lost after the commit, and it is done again',
                  trouble: 'store-repeats',
                  happen: end(() => {
                    commit(owner, change);
                    return written(commit(owner, change));
                  }),
                },
              ],
              owner,
            );
          }),
      };
    },

    clear() {
      pass(1, false); // nobody does two things in the same millisecond
      cleared++;
      const generation = cleared * 1_000_000; // sw/vault: at random
      record = emptyRecord(`store-${cleared}`, `session-cleared-${cleared}`, generation, wall());
      onClear(record);
    },

    birthsTellNothing: () => cleared > 0 && wasSetBack(),

    commitLeftovers(owner) {
      for (const change of leftovers.get(owner) ?? []) commit(owner, change);
    },
  };
}

interface Opened {
  readonly value: unknown;
  readonly purpose: string;
}

/** What is inside, for whoever checks. */
export function openSealed<T>(sealed: Sealed<T>): T {
  return (sealed.ciphertext as unknown as Opened).value as T;
}

/**
 * A sealer without a key: sealing and opening cost nothing here, but may fail because the database with the key does. No
 * initialization vector is used twice, by whichever worker: `uniqueId` sees to that.
 */
export function createSimulatedSealer(uniqueId: () => string, failsNow: () => boolean): Sealer {
  const text = new TextEncoder();
  return {
    async seal<T>(value: T, purpose: string): Promise<Sealed<T>> {
      if (failsNow()) throw storeFailure();
      const inside: Opened = { value, purpose };
      return { iv: text.encode(uniqueId()), ciphertext: inside as unknown as ArrayBuffer };
    },
    async unseal<T>(sealed: Sealed<T>, purpose: string): Promise<T> {
      if (failsNow()) throw storeFailure();
      const { value, purpose: sealedFor } = sealed.ciphertext as unknown as Opened;
      if (sealedFor !== purpose) throw new Error(`sealed for ${sealedFor}, not for ${purpose}`);
      return value as T;
    },
    isCurrent: () => true,
    isLost: async () => false,
  };
}

/** As sw/vault tells it. */
function storeFailure(): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: "The browser's database for the session failed with AbortError.",
    recoverySuggestion: 'Try again.',
    retryable: true,
  });
}

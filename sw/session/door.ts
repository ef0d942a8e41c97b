import type { Background } from './background.js';
import type { Change } from './changes.js';
import type { Policies } from './policies.js';
import type { Broadcaster, Hold, Lease, RecordStore, RecordUpdate } from './ports.js';
import type { SessionRecord } from './record.js';
import type { ServerTime } from './server-time.js';

/**
 * The one way to the record. A change is numbered, takes the server's clock along, and is told to every window. What the
 * application's policies have ended is ended before anybody gets to read it. It is here that the record is kept in memory,
 * and that a change makes every worker forget it.
 */
export interface Door {
  read(): Promise<SessionRecord>;
  /** As it is stored, whatever a policy has to say: for whoever ends the session. */
  readAsStored(): Promise<SessionRecord>;
  change(change: Change): Promise<RecordUpdate>;
  /**
   * Makes a change that begins the session of this id, of somebody or of nobody, and answers the record. Where the database does not
   * say that it is written, the record does: nobody is to be told that a sign-in or a sign-out has failed when it has not.
   */
  begin(sessionId: string, change: Change): Promise<SessionRecord>;
  /** Reads the record into memory, and the clock that goes with it, for whoever asks next, and does nothing else about it. Undefined where somebody writes. */
  preload(): Promise<SessionRecord | undefined>;
  /** The record from memory, if it is known to be the one in the store. A policy may have ended the session since. */
  recall(): SessionRecord | undefined;
  /** The record as this worker last saw it: good enough to tell a page where things stand, never to decide upon. */
  lastSeen(): SessionRecord | undefined;
}

export function createDoor(
  { store, lease, broadcaster }: { store: RecordStore; lease: Lease; broadcaster: Broadcaster },
  time: ServerTime,
  background: Background,
  policies: Policies,
): Door {
  let lastSeen: SessionRecord | undefined;
  /** Whether windows may not know what is stored: a write has failed, or the worker before this one has died in the midst of one. */
  let isInDoubt = true;
  let memory: { readonly record: SessionRecord; readonly hold: Hold } | undefined;

  function announce(record: SessionRecord): void {
    isInDoubt = false;
    background.run(() => broadcaster.announce(record));
  }

  /** A record that took the place of another, or was made just now: the site's data was cleared, and no change told of it. */
  function isUnheardOf(record: SessionRecord): boolean {
    return lastSeen ? lastSeen.storeId !== record.storeId : record.revision === 0;
  }

  function see(record: SessionRecord): SessionRecord {
    if (!lastSeen || lastSeen.storeId !== record.storeId || lastSeen.revision <= record.revision) lastSeen = record;
    time.recall(record.serverClock);
    return record;
  }

  async function write(change: Change): Promise<RecordUpdate> {
    try {
      return await lease.alone(() => store.update(change));
    } catch (thrown) {
      isInDoubt = true;
      throw thrown;
    }
  }

  function recall(): SessionRecord | undefined {
    if (!memory?.hold.lasts) memory = undefined;
    return memory?.record;
  }

  /** What was read during one hold stays the same object, by which whoever keeps something beside it knows it again. */
  function remember(record: SessionRecord, hold: Hold | undefined): void {
    const known = recall();
    if (!hold?.lasts || (known && known.storeId === record.storeId && known.revision === record.revision)) return;
    memory = { record, hold };
  }

  async function change(apply: Change): Promise<RecordUpdate> {
    const known = lastSeen;
    const update = await write((record) => {
      const changed = apply(record);
      if (changed === record) return record;
      const serverClock = time.toStore();
      return { ...changed, revision: record.revision + 1, ...(serverClock && { serverClock }) };
    });
    see(update.after);
    // Also what was written by this very change, but not reported, before it was applied once more.
    const isNews = known?.storeId !== update.after.storeId || known.revision < update.after.revision;
    if (update.after !== update.before || isNews) announce(update.after);
    return update;
  }

  async function readAsStored(): Promise<SessionRecord> {
    const hold = lease.hold(); // before the store is read: what is written later ends it
    const stored = await store.read();
    remember(stored, hold);
    isInDoubt ||= isUnheardOf(stored);
    return see(stored);
  }

  return {
    async read() {
      const record = await readAsStored();
      const enforcement = await policies.enforce(record);
      if (enforcement) return (await change(enforcement)).after;
      if (isInDoubt) announce(record); // not before it is known that the session goes on
      return record;
    },
    readAsStored,
    change,

    begin: (sessionId, apply) =>
      change(apply).then(
        ({ after }) => after,
        async (thrown) => {
          const stored = await readAsStored();
          if (stored.sessionId !== sessionId) throw thrown;
          announce(stored);
          return stored;
        },
      ),

    async preload() {
      const hold = await lease.sought();
      if (hold) {
        const record = await store.read();
        time.recall(record.serverClock); // without it this machine's clock would say what is still valid
        remember(record, hold);
      }
      return recall();
    },

    recall,
    lastSeen: () => lastSeen,
  };
}

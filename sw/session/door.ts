import type { Background } from './background.js';
import type { Change } from './changes.js';
import type { Policies } from './policies.js';
import type { Broadcaster, RecordStore, RecordUpdate } from './ports.js';
import type { SessionRecord } from './record.js';
import type { ServerTime } from './server-time.js';

/**
 * The one way to the record. A change is numbered, takes the server's clock along, and is told to every window. What the
 * application's policies have ended is ended before anybody gets to read it.
 */
export interface Door {
  read(): Promise<SessionRecord>;
  change(change: Change): Promise<RecordUpdate>;
  /** The record as this worker last saw it: good enough to tell a page where things stand, never to decide upon. */
  lastSeen(): SessionRecord | undefined;
}

export function createDoor(
  store: RecordStore,
  time: ServerTime,
  broadcaster: Broadcaster,
  background: Background,
  policies: Policies,
): Door {
  let lastSeen: SessionRecord | undefined;
  /** A write has failed. It may have been made all the same, and then nobody was told. */
  let isInDoubt = false;

  function announce(record: SessionRecord): void {
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
      return await store.update(change);
    } catch (thrown) {
      isInDoubt = true;
      throw thrown;
    }
  }

  async function change(apply: Change): Promise<RecordUpdate> {
    const update = await write((record) => {
      const changed = apply(record);
      if (changed === record) return record;
      const serverClock = time.toStore();
      return { ...changed, revision: record.revision + 1, ...(serverClock && { serverClock }) };
    });
    see(update.after);
    if (update.after !== update.before) announce(update.after);
    return update;
  }

  return {
    async read() {
      const stored = await store.read();
      if (isInDoubt || isUnheardOf(stored)) announce(stored);
      isInDoubt = false;
      const record = see(stored);
      const enforcement = await policies.enforce(record);
      return enforcement ? (await change(enforcement)).after : record;
    },
    change,
    lastSeen: () => lastSeen,
  };
}

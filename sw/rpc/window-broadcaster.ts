import { type Notice, PROTOCOL, PROTOCOL_VERSION, type SessionSnapshot } from '../../shared/protocol.js';
import type { Broadcaster } from '../session/ports.js';
import type { SessionRecord } from '../session/record.js';

export const NOTICE_HEADER = { protocol: PROTOCOL, version: PROTOCOL_VERSION } as const;

/** Tells every window of the origin, whether or not this worker controls it. */
export async function notifyWindows(clients: Clients, notice: Notice): Promise<void> {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const window of windows) window.postMessage(notice);
}

/** A window that misses a snapshot gets the next one, so that a message that cannot be sent is no error. */
export function createWindowBroadcaster(
  clients: Clients,
  toSnapshot: (record: SessionRecord) => SessionSnapshot,
): Broadcaster {
  return {
    async announce(record) {
      const notice: Notice = { ...NOTICE_HEADER, type: 'snapshot', snapshot: toSnapshot(record) };
      await notifyWindows(clients, notice).catch(() => {});
    },
  };
}

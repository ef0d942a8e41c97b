import type { RecordedVersion } from './recorded-version.js';

/**
 * The worker of a recorded version, played: whatever a page calls is answered as it was then, the last time. `ADDED` plays a
 * later one instead, whose messages have more in them than this version knows, and which has messages of version 2 as well.
 */

interface PlayedEvent extends MessageEvent<{ readonly type: string; readonly message?: { readonly path: [string] } }> {
  waitUntil(work: Promise<unknown>): void;
}

declare const self: {
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options?: { includeUncontrolled: boolean }): Promise<readonly { postMessage(data: unknown): void }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate' | 'message', listener: (event: PlayedEvent) => void): void;
};

/** Written at the head of the script by whoever serves it. */
declare const RECORDED: Pick<RecordedVersion, 'exchanges' | 'notices'>;
declare const ADDED: boolean;

const answers = new Map<string, readonly object[]>(
  RECORDED.exchanges.map(({ envelope, replies }) => [envelope.message.path[0], replies]),
);

/** A recorded message as it was; or with a field more in every object of it. */
function toSend(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('$date' in value) return new Date(String(value.$date));
  const members = Object.entries(value).map(([name, member]) => [name, toSend(member)]);
  return { ...Object.fromEntries(members), ...(ADDED && { addedLater: { by: 'a later version' } }) };
}

/** What it means by that only a page of version 2 can know; whoever took it for version 1 would be signed out for good. */
function ofVersion2(notice: unknown): object {
  const { snapshot, ...header } = notice as { readonly snapshot: object };
  return { ...header, version: 2, snapshot: { ...snapshot, status: 'signedOut', revision: Number.MAX_SAFE_INTEGER } };
}

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  const [port] = event.ports;
  const { type, message } = event.data;
  const replies = type === 'call' ? answers.get(message?.path[0] ?? '') : undefined;
  for (const reply of replies ?? [{ type: 'unknownCall' }]) port?.postMessage(toSend(reply));
  const tellWindows = async () => {
    const windows = await self.clients.matchAll({ includeUncontrolled: true });
    const notice = RECORDED.notices.at(-1);
    for (const window of windows) {
      window.postMessage(toSend(notice));
      if (ADDED) window.postMessage(ofVersion2(notice));
    }
  };
  event.waitUntil(tellWindows());
});

import { type Notice, PROTOCOL, PROTOCOL_VERSION, type SessionSnapshot } from '../shared/protocol.js';
import type { SessionApi } from '../shared/session-api.js';
import { createAlarm } from './alarm.js';
import { unwrap } from './auth-session.js';
import { createEventListeners, type EventListeners } from './event-listeners.js';
import type { LifetimeWatch } from './lifetime-watch.js';
import { loadOnDemand } from './load.js';
import { createSessionProxy } from './session-proxy.js';
import { createStateStore, type StateStore } from './state-store.js';
import type { WorkerLink } from './worker-link.js';

/** This window's end of the line to the worker: calls go out, snapshots come in. */
export interface SessionConnection {
  readonly worker: SessionApi;
  readonly state: StateStore;
  readonly events: EventListeners;
}

/**
 * Connects and learns the present state. Rejects with an AuthError if the worker cannot be reached.
 *
 * @param permitted the connection is made meanwhile, and nothing comes of it should this reject.
 * @param failed aborts when nothing has come of it, so that nobody listens any more.
 */
export async function connect(
  link: WorkerLink,
  tabId: string,
  permitted?: Promise<void>,
  failed?: AbortSignal,
): Promise<SessionConnection> {
  // Comes with every answer, so that it is there once there is an answer.
  let latest = {} as SessionSnapshot;
  let follow: (() => void) | undefined;

  function receive(snapshot: SessionSnapshot): void {
    // Answers and notices come by different ways, and overtake each other. And where the site's data was cleared, another record
    // has taken the place of the one that this page knows, and news of the older one may still come. But births tell nothing
    // where the clock was set back since, or a worker does not tell them: then the last word counts.
    const isOldNews =
      snapshot.storeId === latest.storeId
        ? snapshot.revision < latest.revision
        : snapshot.pool === latest.pool &&
          (snapshot.bornAt as number) < (latest.bornAt as number) &&
          (latest.bornAt as number) <= Date.now();
    if (isOldNews) return;
    latest = snapshot;
    follow?.();
  }

  const worker = createSessionProxy(link, tabId, receive);
  // What is told to every window may take the place of the answer's snapshot, and does not say whether this one has come back.
  const synchronizing = worker.synchronize().then((result) => [result, latest.redirect] as const);
  onNotice(
    'snapshot',
    async ({ snapshot }) => {
      // Another app on the origin, with another client, has a session of its own. Which one is ours, the first answer tells.
      await synchronizing;
      if (snapshot.pool === latest.pool) receive(snapshot);
    },
    failed,
  );
  const [[synchronized, redirect]] = await Promise.all([synchronizing, permitted]);
  unwrap(synchronized);

  const events = createEventListeners();
  // A worker of an earlier version does not say whether this window has come back from managed login.
  if (redirect && redirect.hasReturned !== false)
    unwrap(await (await loadOnDemand()).arrive(worker, events, () => latest));
  const state = createStateStore(latest, events.dispatch);
  const alarm = createAlarm(async () => (await worker.synchronize()).ok);
  let lifetime: LifetimeWatch | undefined;

  /** Where the application lets a session end. */
  async function watchLifetime(): Promise<void> {
    const { createLifetimeWatch } = await import('./lifetime-watch.js');
    lifetime ??= createLifetimeWatch(() => worker.reportActivity(), events);
    lifetime.set(latest);
  }

  follow = () => {
    alarm.set(latest.wakeInMs);
    state.apply(latest);
    // What cannot be loaded now is tried again with the next snapshot, which is asked for 10 s later.
    if (latest.plannedEnd || lifetime) watchLifetime().catch(() => alarm.set(10_000));
  };
  follow();
  return { worker, state, events };
}

/** Hears what workers tell every window. */
export function onNotice<T extends Notice['type']>(
  type: T,
  listener: (notice: Extract<Notice, { readonly type: T }>) => void,
  signal?: AbortSignal,
): void {
  const receive = ({ data }: MessageEvent) => {
    // What a notice of another version means, this one cannot know.
    if (data?.protocol === PROTOCOL && data.version === PROTOCOL_VERSION && data.type === type) listener(data);
  };
  navigator.serviceWorker.addEventListener('message', receive, { signal } as AddEventListenerOptions);
}

import { type Notice, PROTOCOL, PROTOCOL_VERSION, type SessionSnapshot } from '../shared/protocol.js';
import type { SessionApi } from '../shared/session-api.js';
import { createAlarm } from './alarm.js';
import { unwrap } from './auth-session.js';
import { createEventListeners, type EventListeners } from './event-listeners.js';
import type { LifetimeWatch } from './lifetime-watch.js';
import { createSessionProxy } from './session-proxy.js';
import { createStateStore, type StateStore } from './state-store.js';
import { readTabId } from './tab-id.js';
import { withErrors } from './with-errors.js';
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
 */
export async function connect(link: WorkerLink, permitted?: Promise<void>): Promise<SessionConnection> {
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

  const worker = createSessionProxy(link, readTabId(), receive);
  onNotice('snapshot', ({ snapshot }) => {
    // Another app on the origin, with another client, has a session of its own. Which one is ours, the first answer tells.
    if (!latest.storeId || snapshot.pool === latest.pool) receive(snapshot);
  });
  const [synchronized] = await Promise.all([worker.synchronize(), permitted]);
  unwrap(synchronized);

  const events = createEventListeners();
  if (latest.redirect) await arrive(worker, events);
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

/**
 * Hands this window's address over, in which managed login may have answered: the worker has not seen it where the page was
 * loaded past it. What has come of a sign-in is kept for whoever listens.
 */
async function arrive(worker: SessionApi, { hold }: EventListeners): Promise<void> {
  const result = await worker.arrive(location.href);
  if (!result.ok) return;
  const { events, cleanUrl } = result.value;
  if (cleanUrl) history.replaceState(history.state, '', cleanUrl);
  for (const event of events) hold(withErrors(event));
}

/** Hears what workers tell every window. Returns the function that ends this. */
export function onNotice<T extends Notice['type']>(
  type: T,
  listener: (notice: Extract<Notice, { readonly type: T }>) => void,
): () => void {
  const { serviceWorker } = navigator;
  const receive = ({ data }: MessageEvent) => {
    // What a notice of another version means, this one cannot know.
    if (data?.protocol === PROTOCOL && data.version === PROTOCOL_VERSION && data.type === type) listener(data);
  };
  serviceWorker.addEventListener('message', receive);
  serviceWorker.startMessages();
  return () => serviceWorker.removeEventListener('message', receive);
}

import type { SessionApi } from '../shared/session-api.js';
import type { EventListeners } from './event-listeners.js';

/**
 * Hands this window's address over, in which managed login may have answered: the worker has not seen it where the page was
 * loaded past it. What has come of a sign-in is kept for whoever listens.
 */
export async function arrive(worker: SessionApi, { hold }: EventListeners): Promise<void> {
  const { href } = location;
  const result = await worker.arrive(href);
  if (!result.ok) return;
  const { events, cleanUrl } = result.value;
  // Unless the app has gone elsewhere meanwhile.
  if (cleanUrl && location.href === href) history.replaceState(history.state, '', cleanUrl);
  for (const event of events) hold(event);
}

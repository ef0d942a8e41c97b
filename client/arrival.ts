import type { SessionSnapshot } from '../shared/protocol.js';
import type { SessionApi } from '../shared/session-api.js';
import type { WireResult } from '../shared/wire-result.js';
import type { EventListeners } from './event-listeners.js';

/**
 * Hands this window's address over, in which managed login may have answered: the worker has not seen it where the page was
 * loaded past it. What has come of a sign-in is kept for whoever listens.
 *
 * @param present what is known of the session by then: who has signed out meanwhile is not told to have signed in.
 */
export async function arrive(
  worker: SessionApi,
  { hold }: EventListeners,
  present: () => SessionSnapshot,
): Promise<WireResult<null>> {
  const here = addressOf(location);
  const result = await worker.arrive(location.href);
  if (!result.ok) return result;
  const { events, cleanUrl } = result.value;
  // Unless the app has gone elsewhere meanwhile, but for a fragment.
  if (cleanUrl && addressOf(location) === here) history.replaceState(history.state, '', cleanUrl + location.hash);
  for (const event of events) {
    if (event.type !== 'signedIn' || event.user?.userId === present().user?.userId) hold(event);
  }
  return { ok: true, value: null };
}

function addressOf({ origin, pathname, search }: Location): string {
  return origin + pathname + search;
}

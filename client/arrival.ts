import type { SessionSnapshot } from '../shared/protocol.js';
import type { SessionApi } from '../shared/session-api.js';
import type { EventListeners } from './event-listeners.js';

/**
 * Hands this window's address over, in which managed login may have answered: the worker has not seen it where the page was
 * loaded past it. What has come of a sign-in is kept for whoever listens.
 *
 * @param present what is known of the session by then: what came of a sign-in that is over is no news.
 */
export async function arrive(
  worker: SessionApi,
  { hold }: EventListeners,
  present: () => SessionSnapshot,
): Promise<void> {
  const here = addressOf(location);
  const result = await worker.arrive(location.href);
  if (!result.ok) {
    if (isAnswer(location)) hold({ type: 'signInWithRedirect_failure', error: result.error });
    return;
  }
  const { events, cleanUrl } = result.value;
  // Unless the app has gone elsewhere meanwhile, but for a fragment.
  if (cleanUrl && addressOf(location) === here) history.replaceState(history.state, '', cleanUrl + location.hash);
  for (const event of events) {
    if ('error' in event || present().status !== 'signedOut') hold(event);
  }
}

/** As in RFC 6749, section 4.1.2: what the worker would have told for certain. */
function isAnswer({ search }: Location): boolean {
  return new URLSearchParams(search).has('state');
}

function addressOf({ origin, pathname, search }: Location): string {
  return origin + pathname + search;
}

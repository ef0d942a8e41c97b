import type { Session } from '../session/session.js';
import { tendAndSettle } from '../session/tend-and-settle.js';

const SEE_OTHER = 303;

/**
 * Answers the navigation by which managed login sends the user back: the code is exchanged here, and the browser goes on to
 * the address without it. So no page ever sees the code, and neither the history nor a Referer header has it. Every other
 * request is left alone, and so is a frame: a page in it hands its address over by itself. A page is also left to do so where
 * the database fails.
 */
export function createCallbackListener(
  session: Pick<Session, 'isRedirectAnswer' | 'answerRedirect' | 'tend' | 'settled'>,
): (event: FetchEvent) => void {
  return (event) => {
    const { mode, method, destination, url } = event.request;
    if (mode !== 'navigate' || method !== 'GET' || destination !== 'document') return;
    if (!session.isRedirectAnswer(url)) return;
    // Listeners of the app's own worker, which may have an answer for every navigation, come too late for this one.
    event.stopImmediatePropagation();
    const answered = session.answerRedirect(url, event.resultingClientId || undefined);
    event.respondWith(
      answered.then((landing) => (landing === url ? fetch(event.request) : Response.redirect(landing, SEE_OTHER))),
    );
    // The user may stop the navigation; what was begun is brought to an end all the same.
    event.waitUntil(tendAndSettle(session, answered));
  };
}

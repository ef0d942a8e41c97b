import type { Session } from '../session/session.js';
import { type AttachRules, matchRule } from './attach-rule.js';
import { withHeaders } from './with-headers.js';

/**
 * Authorises the requests that a rule names, and leaves every other one to the browser. What cannot bear the header is
 * left alone, too: a navigation, a no-cors request, and one whose caller has set an Authorization of its own.
 */
export function createFetchListener(rules: AttachRules, session: Session): (event: FetchEvent) => void {
  return (event) => {
    const { request } = event;
    const rule = matchRule(rules, request.url);
    if (!rule || request.mode === 'navigate' || request.mode === 'no-cors') return;
    if (request.headers.has('Authorization')) return;
    event.respondWith(fetchAuthorized(request, session, rule.bearer));
    event.waitUntil(session.tend().then(session.settled, () => {}));
  };
}

async function fetchAuthorized(request: Request, session: Session, use: 'accessToken' | 'idToken'): Promise<Response> {
  const token = await readToken(session, use);
  if (token === undefined) return await fetch(request);
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return await fetch(withHeaders(request, headers));
}

/** Without a valid token the request goes out as it is, and the API says that it is not authorised. */
async function readToken(session: Session, use: 'accessToken' | 'idToken'): Promise<string | undefined> {
  try {
    return await session.getBearerToken(use);
  } catch {
    return undefined;
  }
}

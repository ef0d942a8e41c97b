import type { AuthError } from '../../shared/auth-error.js';
import { isSupersededSession } from '../session/errors.js';

const EVENT_STREAM = 'text/event-stream';

/**
 * Whether an attempt to get something to authorise with has failed, which says nothing of who is signed in. By kind, and not
 * by whether a call may be repeated: what a firewall, a proxy or a login page answers in Cognito's place is no definite word.
 * Where somebody else has signed in meanwhile the request is neither theirs nor nobody's.
 */
export function hasFailed(error: AuthError): boolean {
  const { kind, code } = error;
  if (code === 'invalidAccountType') return false;
  return kind === 'service' || kind === 'unknown' || kind === 'validation' || isSupersededSession(error);
}

/**
 * The worker's answer in the API's place, as RFC 9457 has it: `detail` is the error's message, and `error` the error as
 * plain data. 401 where nobody is signed in (the challenge is RFC 6750's, section 3), 503 where somebody is but has
 * nothing valid to show just now: a page must not take a network that fails for a sign-out. To an EventSource any other status
 * than 200 is the end, and in Firefox a network error is as well: so it gets a stream that ends at once, and connects again by itself.
 */
export function refusalOf(error: AuthError, { headers: asked }: Request): Response {
  const [status, title] = hasFailed(error) ? [503, 'Service Unavailable'] : [401, 'Unauthorized'];
  const isStream = status === 503 && asked.get('Accept') === EVENT_STREAM;
  if (isStream) return new Response('', { headers: { 'Content-Type': EVENT_STREAM } });
  const headers = new Headers({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
  if (status === 401) headers.set('WWW-Authenticate', 'Bearer');
  return new Response(JSON.stringify({ title, status, detail: error.message, error: error.toData() }), {
    status,
    statusText: title,
    headers,
  });
}

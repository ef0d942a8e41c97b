/**
 * The same request with other headers. The constructor takes method, body, mode, credentials, cache, redirect,
 * integrity, keepalive and signal from `request`, but as soon as it is given anything else it forgets the referrer and its
 * policy (https://fetch.spec.whatwg.org/#dom-request, "if init is not empty") and would send this worker's own: so they are passed on.
 *
 * What no script can read is lost: `priority`, and the destination of a subresource. A navigation would become another
 * kind of request, and must not come here.
 */
export function withHeaders(request: Request, headers: Headers): Request {
  const { referrer, referrerPolicy } = request;
  return new Request(request, { headers, referrer, referrerPolicy });
}

/** What else is to differ from the request that was made. */
export interface RequestChanges {
  readonly headers: Headers;
  /** Takes the place of a body that has been read already. */
  readonly body?: ArrayBuffer;
  readonly redirect?: RequestRedirect;
}

/**
 * The same request with other headers. The constructor takes method, body, mode, credentials, cache, redirect,
 * integrity, keepalive and signal from `request`, but as soon as it is given anything else it forgets the referrer and
 * its policy (https://fetch.spec.whatwg.org/#dom-request, "if init is not empty") and would send this worker's own: so
 * they are passed on.
 *
 * What no script can read is lost: `priority`, and the destination of a subresource. A navigation would become another
 * kind of request, and must not come here.
 */
export function withHeaders(request: Request, changes: RequestChanges): Request {
  const { referrer, referrerPolicy } = request;
  return new Request(request, { referrer, referrerPolicy, ...changes });
}

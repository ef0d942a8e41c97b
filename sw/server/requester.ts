/**
 * Whether a request for the script is the browser's own, to register a service worker or to look for a newer one. No page
 * script can make a request with both headers: `Sec-Fetch-Dest` is the browser's to set, and whatever lets a page choose a
 * destination lets it set no `Service-Worker` header.
 *
 * WebKit is the exception: its look for a newer script bears `Service-Worker: script` and no `Sec-Fetch` header at all (seen
 * in WebKitGTK 2.50). To answer it without the keys would install a worker that has lost them. It is recognised by the
 * cookie, which only a browser has that has sent `Sec-Fetch-Dest` before, and which sends it with whatever a page can cause.
 */
export function isServiceWorkerRequest(headers: Headers, bearsCookie: boolean): boolean {
  if (headers.get('Service-Worker') !== 'script') return false;
  const destination = headers.get('Sec-Fetch-Dest');
  if (destination !== null) return destination === 'serviceworker';
  return bearsCookie && ![...headers.keys()].some((name) => name.startsWith('sec-fetch-'));
}

/** Whether a URL is http on this machine, the only place where service workers do without https. */
export function isInsecureLocalhost(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

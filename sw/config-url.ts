/** A URL as the configuration may have it: absolute, without user name, password, query or fragment. */
export function parsePlainUrl(text: string): URL | undefined {
  const url = parseUrl(text);
  // A bare ? or # vanishes from the parsed URL, a backslash and white space are put right: none of them was meant.
  if (url === undefined || /[?#\\\s*]/.test(text)) return undefined;
  return url.username === '' && url.password === '' ? url : undefined;
}

/** Whether requests to the URL cannot be read on the way: https, or http that does not leave this machine. */
export function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** Whether the text is an origin that requests may go to, such as `https://cognito.example.com`. */
export function isSecureOrigin(text: string): boolean {
  const url = parsePlainUrl(text);
  return url !== undefined && isSecure(url) && url.pathname === '/';
}

/** `localhost` and names below it (which browsers resolve to loopback), 127.0.0.0/8 and ::1. */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

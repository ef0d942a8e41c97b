/** Bytes in the alphabet of RFC 4648, section 5, without padding: it needs no escaping in a cookie or a script. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

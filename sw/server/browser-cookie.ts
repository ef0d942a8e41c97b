import { base64url } from './base64url.js';

/**
 * The cookie that tells one browser from another. Its name's prefix binds it: to this host, over https and for every path
 * (`__Host-`), and in browsers that know the longer prefix to a `Set-Cookie` header (`__Host-Http-`), so that script in a
 * page can neither read it nor, once it has crowded it out of the jar, put one of its own choice in its place. A browser
 * that does not know the longer prefix takes it for the shorter one.
 */
const NAME = '__Host-Http-cognito-session-worker';

/** For http on localhost in browsers that take no `Secure` cookie there; it has none of the guarantees. */
const DEVELOPMENT_NAME = 'cognito-session-worker-development';

const ID_BYTES = 32; // as many as the keys have that are derived from it
const ID = /^[\w-]{43}$/; // 32 bytes in base64url

/** 400 days, the most that browsers keep a cookie for. Each answer with a key begins them anew. */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60;

/** The browser's id, if the request bears one. */
export function readBrowserId(cookieHeader: string | null, secure: boolean): string | undefined {
  const name = secure ? NAME : DEVELOPMENT_NAME;
  for (const pair of (cookieHeader ?? '').split(';')) {
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1).trim();
    if (at > 0 && pair.slice(0, at).trim() === name && ID.test(value)) return value;
  }
  return undefined;
}

export function newBrowserId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
}

/** The value of `Set-Cookie` that makes a browser keep its id. */
export function browserCookie(id: string, secure: boolean): string {
  const attributes = `Path=/; Max-Age=${MAX_AGE_SECONDS}; HttpOnly; SameSite=Strict`;
  return secure ? `${NAME}=${id}; ${attributes}; Secure` : `${DEVELOPMENT_NAME}=${id}; ${attributes}`;
}

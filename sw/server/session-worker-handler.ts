import { SCRIPT_KEYS_PROPERTY, type ScriptKey } from '../../shared/script-keys.js';
import { browserCookie, newBrowserId, readBrowserId } from './browser-cookie.js';
import { isInsecureLocalhost, isServiceWorkerRequest } from './requester.js';
import { createScriptKeysOf } from './script-keys-of.js';

/** What a sealed worker is served from. */
export interface SessionWorkerHandlerOptions {
  /** The bundled worker script, which calls `startSessionWorker`; or a function that reads it, called at each request. */
  readonly script: string | (() => string | Promise<string>);
  /**
   * Random texts of at least 32 characters that only the server knows, the newest first. The first one's key seals; the
   * others' unseal what was sealed before. To rotate, put a new one first, and drop the oldest once the browsers that are
   * still of use have come by: a browser that has not is signed out.
   */
  readonly secrets: readonly string[];
  /** Sent along, such as `Service-Worker-Allowed` or the worker's `Content-Security-Policy`. What the handler sets itself stays. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * For development in browsers that take no `Secure` cookie from http://localhost: WebKit takes none, Chromium and Firefox
   * do. There the cookie then goes without `Secure` and without its name's prefix. False unless said.
   */
  readonly allowInsecureLocalhost?: boolean;
}

/** A handler of the Fetch API: Deno, Bun, Cloudflare Workers and Next's route handlers take it as it is, Hono as `(c) => handler(c.req.raw)`. */
export type SessionWorkerHandler = (request: Request) => Promise<Response>;

/**
 * Serves a sealed worker. The browser's own request for the script is answered with keys at the script's head, where no
 * page can read them; every other request gets the script without. The keys follow from a secret of the server's and a
 * cookie of the browser's, so that the bytes are the same at every look for an update. Nothing is stored on the server.
 *
 * It has to be mounted at the path that `registerSessionWorker` is given, and nothing between it and the browser (a cache, a
 * proxy) may drop `Sec-Fetch-Dest`, `Service-Worker` or the cookie, or keep what it answers.
 *
 * @throws AuthError of kind `configuration` where `secrets` is not right.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { createServer } from 'node:http';
 * import { createSessionWorkerHandler, toNodeListener } from 'cognito-session-worker/server';
 *
 * const handler = createSessionWorkerHandler({
 *   script: () => readFile('dist/session-worker.js', 'utf8'),
 *   secrets: (process.env['SESSION_WORKER_SECRETS'] ?? '').split(' '),
 * });
 * createServer(toNodeListener(handler)).listen(8080); // or, in Express: app.use('/session-worker.js', toNodeListener(handler))
 */
export function createSessionWorkerHandler({
  script,
  secrets,
  headers = {},
  allowInsecureLocalhost = false,
}: SessionWorkerHandlerOptions): SessionWorkerHandler {
  const keysOf = createScriptKeysOf(secrets);

  return async (request) => {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD', 'Cache-Control': 'no-store' } });
    }
    const secure = !(allowInsecureLocalhost && isInsecureLocalhost(request.url));
    const known = readBrowserId(request.headers.get('Cookie'), secure);
    const answer = new Headers(headers);
    answer.set('Content-Type', 'text/javascript; charset=utf-8');
    answer.set('Cache-Control', 'no-store');
    answer.set('Vary', 'Cookie, Sec-Fetch-Dest, Service-Worker');
    answer.set('X-Content-Type-Options', 'nosniff');
    answer.set('Cross-Origin-Resource-Policy', 'same-origin');

    let body = typeof script === 'string' ? script : await script();
    if (isServiceWorkerRequest(request.headers, known !== undefined)) {
      const id = known ?? newBrowserId();
      body = withKeys(body, await keysOf(id));
      answer.append('Set-Cookie', browserCookie(id, secure));
    }
    return new Response(method === 'HEAD' ? null : body, { headers: answer });
  };
}

const STRICT = /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(['"])use strict\1/;

/** On the script's first line, so that the others keep their numbers; a script that is strict as a whole stays so. */
function withKeys(script: string, keys: readonly ScriptKey[]): string {
  const directive = STRICT.test(script) ? "'use strict';" : '';
  return `${directive}self.${SCRIPT_KEYS_PROPERTY}=${JSON.stringify(keys)};${script}`;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../shared/testing/fuzz-runs.js';
import { toNodeListener } from './node-listener.js';
import { createSessionWorkerHandler } from './session-worker-handler.js';

const SECRET = 'a secret of the server, forty-three characters';
const SCRIPT = 'startSessionWorker({});\n';
const COOKIE = '__Host-Http-cognito-session-worker';
const ID = 'k'.repeat(43);
const SET_COOKIE = new RegExp(`^${COOKIE}=[\\w-]{43}; Path=/; Max-Age=\\d+; HttpOnly; SameSite=Strict; Secure$`);

const handler = createSessionWorkerHandler({ script: SCRIPT, secrets: [SECRET] });

const headerText = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) });
const cookie = fc.oneof(
  fc.constantFrom(
    `${COOKIE}=${ID}`,
    `a=b; ${COOKIE}=${ID}`,
    `${COOKIE}=`,
    `${COOKIE}`,
    `=${ID}`,
    `${COOKIE}=${ID}; ${COOKIE}=x`,
    `${COOKIE}=${ID}\u00e4`,
    `${COOKIE}="${ID}"`,
    ';;;=;',
    `x${COOKIE}=${ID}`,
  ),
  headerText,
);
const headers = fc.record(
  {
    'service-worker': fc.oneof(fc.constantFrom('script', 'script', 'Script', ''), headerText),
    'sec-fetch-dest': fc.oneof(fc.constantFrom('serviceworker', 'serviceworker', 'script', 'empty', ''), headerText),
    'sec-fetch-mode': fc.constantFrom('same-origin', 'cors'),
    cookie,
    host: fc.oneof(fc.constantFrom('app.example', 'localhost:80', 'a b', '', '[', '//'), headerText),
    'x-anything': headerText,
  },
  { requiredKeys: [] },
);

/** Written out once more: only what a browser says by itself, and no page can say for it, gets keys. */
function mayHaveKeys(given: Headers): boolean {
  if (given.get('service-worker') !== 'script') return false;
  if (given.get('sec-fetch-dest') === 'serviceworker') return true;
  return (
    !given.has('sec-fetch-dest') &&
    !given.has('sec-fetch-mode') &&
    (given.get('cookie') ?? '').includes(`${COOKIE}=${ID}`)
  );
}

test('whatever a request bears: the keys go to the browser alone that asks for a worker, and nothing of it comes back', async () => {
  await fc.assert(
    fc.asyncProperty(
      headers,
      fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'PROPFIND'),
      async (given, method) => {
        const bearing = new Headers(given as Record<string, string>);
        const response = await handler(
          new Request('https://app.example/session-worker.js', { method, headers: bearing }),
        );
        const body = await response.text();
        expect([200, 405]).toContain(response.status);
        expect(response.headers.get('Cache-Control')).toBe('no-store');
        if (response.status === 405) {
          expect(body).toBe('');
          return;
        }
        const hasKeys = body !== SCRIPT && method === 'GET';
        if (!mayHaveKeys(bearing)) {
          expect(response.headers.get('Set-Cookie')).toBeNull();
          expect(body).toBe(method === 'HEAD' ? '' : SCRIPT);
          return;
        }
        if (bearing.get('sec-fetch-dest') === 'serviceworker' && method === 'GET') expect(hasKeys).toBe(true);
        if (hasKeys) {
          expect(response.headers.get('Set-Cookie')).toMatch(SET_COOKIE);
          expect(body.endsWith(SCRIPT)).toBe(true);
          expect(body).toMatch(/^self\.\w+=\[\{"id":"[\w-]+","key":"[\w-]+"\}\];/);
        }
        expect(body).not.toContain(SECRET);
      },
    ),
    fuzzRuns(300),
  );
});

test('whatever comes to a Node server: one end, and no rejection', async () => {
  const listener = toNodeListener(handler);
  const url = fc.oneof(
    fc.constantFrom('/session-worker.js', '*', '//', '//[', 'http://[', '/%', '', '\\', '?'),
    fc.string(),
  );
  const method = fc.oneof(fc.constantFrom('GET', 'HEAD', 'TRACE', 'CONNECT', 'get', ''), fc.string());
  await fc.assert(
    fc.asyncProperty(headers, url, method, fc.string(), async (given, path, by, oddName) => {
      const ends: number[] = [];
      const response = {
        statusCode: 200,
        setHeader: (_name: string, value: string | readonly string[]) => expect(String(value)).not.toMatch(/[\r\n]/),
        end: () => ends.push(response.statusCode),
      };
      const incoming = { method: by, url: path, headers: { ...given, [oddName]: ['a', 'b'] }, socket: {} };
      await listener(incoming as Parameters<typeof listener>[0], response);
      expect(ends).toHaveLength(1);
      expect([200, 400, 405, 500]).toContain(ends[0]);
    }),
    fuzzRuns(300),
  );
});

import { describe, expect, test } from 'vitest';
import { SCRIPT_KEYS_PROPERTY, type ScriptKey } from '../../shared/script-keys.js';
import { createSessionWorkerHandler, type SessionWorkerHandlerOptions } from './session-worker-handler.js';

const SECRET = 'a secret of the server, forty-three characters';
const NEXT_SECRET = 'the secret that comes after it, just as long as';
const SCRIPT = 'startSessionWorker({});\n';
const URL = 'https://app.example.com/session-worker.js';
const BOTH = { 'Sec-Fetch-Dest': 'serviceworker', 'Service-Worker': 'script' };
const COOKIE_NAME = '__Host-Http-cognito-session-worker';
const KNOWN = { Cookie: `theme=dark; ${COOKIE_NAME}=${'k'.repeat(43)}; lang=en` };

const handlerWith = (options: Partial<SessionWorkerHandlerOptions> = {}) =>
  createSessionWorkerHandler({ script: SCRIPT, secrets: [SECRET], ...options });

async function ask(
  headers: Record<string, string>,
  {
    url = URL,
    method = 'GET',
    ...options
  }: Partial<SessionWorkerHandlerOptions> & { url?: string; method?: string } = {},
) {
  const response = await handlerWith(options)(new Request(url, { headers, method }));
  const text = await response.text();
  return { response, text, keys: keysIn(text), cookie: response.headers.get('Set-Cookie') };
}

/** What the worker would find on its global object. */
function keysIn(script: string): ScriptKey[] {
  const self: Record<string, ScriptKey[] | undefined> = {};
  new Function('self', 'startSessionWorker', script)(self, () => {});
  return self[SCRIPT_KEYS_PROPERTY] ?? [];
}

describe('a request for the worker’s script', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['to register a worker, from a browser that is new here', BOTH, true],
    ['to register a worker, from a browser that is known', { ...BOTH, ...KNOWN }, true],
    ['by WebKit, looking for a newer script', { 'Service-Worker': 'script', ...KNOWN }, true],
    [
      'without a destination, but with a mode',
      { 'Service-Worker': 'script', 'Sec-Fetch-Mode': 'cors', ...KNOWN },
      false,
    ],
    ['without Sec-Fetch headers, from nobody known', { 'Service-Worker': 'script' }, false],
    [
      'by fetch, with a header of the page’s own',
      { 'Sec-Fetch-Dest': 'empty', 'Service-Worker': 'script', ...KNOWN },
      false,
    ],
    ['by modulepreload as=serviceworker', { 'Sec-Fetch-Dest': 'serviceworker', ...KNOWN }, false],
    ['by a script element', { 'Sec-Fetch-Dest': 'script', ...KNOWN }, false],
    [
      'by importScripts in a service worker',
      { 'Sec-Fetch-Dest': 'script', 'Service-Worker': 'script', ...KNOWN },
      false,
    ],
    ['by a shared worker', { 'Sec-Fetch-Dest': 'sharedworker', ...KNOWN }, false],
    ['by a navigation', { 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate', ...KNOWN }, false],
    ['with an empty destination header', { 'Sec-Fetch-Dest': '', 'Service-Worker': 'script', ...KNOWN }, false],
    [
      'with two destinations',
      { 'Sec-Fetch-Dest': 'serviceworker, empty', 'Service-Worker': 'script', ...KNOWN },
      false,
    ],
    [
      'with another Service-Worker header',
      { 'Sec-Fetch-Dest': 'serviceworker', 'Service-Worker': 'x', ...KNOWN },
      false,
    ],
    ['with nothing but the cookie', KNOWN, false],
    ['with nothing', {}, false],
  ])('%s: gets a key %s', async (_name, headers, expected) => {
    const { response, text, keys, cookie } = await ask(headers);
    expect(keys).toHaveLength(expected ? 1 : 0);
    expect(cookie !== null).toBe(expected);
    expect(text.endsWith(SCRIPT)).toBe(true);
    if (!expected) expect(text).toBe(SCRIPT);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-store',
      vary: 'Cookie, Sec-Fetch-Dest, Service-Worker',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  test('from a new browser sets a cookie that no page can read or set, and the next request gets the same bytes', async () => {
    const first = await ask(BOTH);
    expect(first.cookie).toMatch(
      new RegExp(`^${COOKIE_NAME}=[\\w-]{43}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict; Secure$`),
    );
    const Cookie = first.cookie?.split(';')[0] ?? '';
    const second = await ask({ ...BOTH, Cookie });
    expect(second.text).toBe(first.text);
    expect(second.cookie).toBe(first.cookie); // its 400 days begin anew
  });

  test.each([
    ['too short', 'short'],
    ['of other characters', '%'.repeat(43)],
    ['empty', ''],
  ])('with a cookie that is %s is as from a new browser', async (_name, value) => {
    const { cookie, keys } = await ask({ ...BOTH, Cookie: `${COOKIE_NAME}=${value}` });
    expect(keys).toHaveLength(1);
    expect(cookie).not.toContain(`=${value};`);
  });

  test('of another browser, or under another secret, gets another key by another id', async () => {
    const other = { ...BOTH, Cookie: `${COOKIE_NAME}=${'o'.repeat(43)}` };
    const all = [await ask({ ...BOTH, ...KNOWN }), await ask(other), await ask(other, { secrets: [NEXT_SECRET] })];
    expect(new Set(all.map(({ keys }) => keys[0]?.key)).size).toBe(3);
    expect(new Set(all.map(({ keys }) => keys[0]?.id)).size).toBe(3);
  });

  test('after a rotation gets the new key first, and the old one as long as its secret is listed', async () => {
    const headers = { ...BOTH, ...KNOWN };
    const [before] = (await ask(headers)).keys;
    const both = (await ask(headers, { secrets: [NEXT_SECRET, SECRET] })).keys;
    const after = (await ask(headers, { secrets: [NEXT_SECRET] })).keys;
    expect(both).toEqual([after[0], before]);
  });

  test('gets the script that is there now', async () => {
    let version = 0;
    const handler = handlerWith({ script: async () => `version(${++version});` });
    await handler(new Request(URL));
    expect(await (await handler(new Request(URL))).text()).toBe('version(2);');
  });

  test.each([
    ['"use strict";f()', true],
    ["/* a licence */ // and a line\n 'use strict'\nf()", true],
    ['f("use strict")', false],
    ['/* one */ f() /* another */'.repeat(5_000), false],
  ])('whose script begins with %.40s keeps its mode', async (script, strict) => {
    const response = await handlerWith({ script })(new Request(URL, { headers: BOTH }));
    expect((await response.text()).startsWith("'use strict';")).toBe(strict);
  });

  test('by HEAD has the headers and no body; by another method it is refused', async () => {
    const { response, text } = await ask({ ...BOTH, ...KNOWN }, { method: 'HEAD' });
    expect([response.status, text, response.headers.has('Set-Cookie')]).toEqual([200, '', true]);
    const refused = await ask({ ...BOTH, ...KNOWN }, { method: 'POST' });
    expect([refused.response.status, refused.text, refused.response.headers.get('Allow')]).toEqual([
      405,
      '',
      'GET, HEAD',
    ]);
  });

  test('is answered with the app’s headers too, which replace none of the handler’s', async () => {
    const { response } = await ask({}, { headers: { 'Service-Worker-Allowed': '/', 'Cache-Control': 'public' } });
    expect(response.headers.get('Service-Worker-Allowed')).toBe('/');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  test.each([
    ['http://localhost:8080/w.js', true, false],
    ['http://app.localhost/w.js', true, false],
    ['http://127.0.0.1:8080/w.js', true, false],
    ['http://[::1]/w.js', true, false],
    ['http://localhost:8080/w.js', false, true],
    ['https://localhost/w.js', true, true],
    ['http://localhost.example.com/w.js', true, true],
    ['http://app.example.com/w.js', true, true], // a proxy in front of it has ended TLS
  ])('at %s, insecure localhost allowed: %s, sets a Secure cookie: %s', async (url, allowInsecureLocalhost, secure) => {
    const { cookie } = await ask(BOTH, { url, allowInsecureLocalhost });
    expect(cookie?.endsWith('; Secure')).toBe(secure);
    expect(cookie?.startsWith('__Host-Http-')).toBe(secure);
    const again = await ask({ ...BOTH, Cookie: cookie?.split(';')[0] ?? '' }, { url, allowInsecureLocalhost });
    expect(again.cookie).toBe(cookie);
  });
});

test.each<[string, unknown, string]>([
  ['none', [], 'must be a list that is not empty'],
  ['a text', SECRET, 'must be a list that is not empty'],
  ['a short one', [SECRET, 'changeme'], 'secrets[1] must be text of at least 32 characters'],
  ['an undefined one', [undefined], 'secrets[0] must be text'],
  ['the same twice', [SECRET, SECRET], 'has the same secret twice'],
])('a handler with secrets that are %s is not made, and the error repeats none', (_name, secrets, says) => {
  const make = () => handlerWith({ secrets: secrets as string[] });
  expect(make).toThrowError(expect.objectContaining({ kind: 'configuration', message: expect.stringContaining(says) }));
  expect(make).not.toThrowError(/changeme|a secret of the server/);
});

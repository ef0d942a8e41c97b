import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AttachRule } from '../config.js';
import { compileAttachRules, matchRule } from './attach-rule.js';

const V1: AttachRule = { url: 'https://api.example.com/v1/', bearer: 'accessToken' };
const ADMIN: AttachRule = { url: 'https://api.example.com/v1/admin', bearer: 'idToken' };
const WHOLE: AttachRule = { url: 'https://whole.example.com', bearer: 'accessToken' };
const LOCAL: AttachRule = { url: 'http://localhost:8080/api', bearer: 'accessToken' };
const rules = compileAttachRules([V1, ADMIN, WHOLE, LOCAL]);

describe('a rule covers', () => {
  test.each([
    ['its own URL', 'https://api.example.com/v1/', V1],
    ['its URL without the slash', 'https://api.example.com/v1', V1],
    ['a path below', 'https://api.example.com/v1/orders/7', V1],
    ['a query', 'https://api.example.com/v1?open=true', V1],
    ['a fragment', 'https://api.example.com/v1/orders#top', V1],
    ['the default port written out', 'https://api.example.com:443/v1/orders', V1],
    ['a host in capitals', 'https://API.EXAMPLE.COM/v1/orders', V1],
    ['dot segments that stay below', 'https://api.example.com/v1/a/../b', V1],
    ['an encoded slash that climbs nowhere', 'https://api.example.com/v1/items/a%2Fb', V1],
    ['an encoded percent sign', 'https://api.example.com/v1/100%25', V1],
    ['any other encoded characters', 'https://api.example.com/v1/a%20b%3Fc%23%C3%A9%00', V1],
    ['dots inside a segment', 'https://api.example.com/v1/..a/b..c/file.tar.gz', V1],
    ['the longer path where two rules do', 'https://api.example.com/v1/admin/users', ADMIN],
    ['only its own segments', 'https://api.example.com/v1/administrators', V1],
    ['a whole origin', 'https://whole.example.com/anything', WHOLE],
    ['the root of a whole origin', 'https://whole.example.com', WHOLE],
    ['a port of its own', 'http://localhost:8080/api/x', LOCAL],
  ])('%s', (_, url, rule) => {
    expect(matchRule(rules, { url, method: 'GET' })).toBe(rule);
  });
});

describe('no rule covers', () => {
  test.each([
    ['a host that goes on', 'https://api.example.com.evil.net/v1/'],
    ['a host that begins otherwise', 'https://evil-api.example.com/v1/'],
    ['a sub-domain', 'https://x.api.example.com/v1/'],
    ['the parent domain', 'https://example.com/v1/'],
    ['a host with a dot at its end', 'https://api.example.com./v1/'],
    ['a look-alike letter', 'https://аpi.example.com/v1/'],
    ['the host as user name', 'https://api.example.com@evil.net/v1/'],
    ['the host as path', 'https://evil.net/https://api.example.com/v1/'],
    ['a user name', 'https://user@api.example.com/v1/'],
    ['a user name and a password', 'https://user:pass@api.example.com/v1/'],
    ['an empty user name and a password', 'https://:pass@api.example.com/v1/'],
    ['another port', 'https://api.example.com:8443/v1/'],
    ['another scheme', 'http://api.example.com/v1/'],
    ['a WebSocket', 'wss://api.example.com/v1/'],
    ['a blob of the same origin', 'blob:https://api.example.com/v1/'],
    ['another local port', 'http://localhost:8081/api'],
    ['another local name', 'http://127.0.0.1:8080/api'],
    ['a segment that goes on', 'https://api.example.com/v10/orders'],
    ['a segment in capitals', 'https://api.example.com/V1/orders'],
    ['a parameter of the segment', 'https://api.example.com/v1;x/orders'],
    ['the path above', 'https://api.example.com/'],
    ['the path elsewhere', 'https://api.example.com/x/v1/'],
    ['a double slash', 'https://api.example.com//v1/'],
    ['dot segments', 'https://api.example.com/v1/../admin'],
    ['encoded dot segments', 'https://api.example.com/v1/%2e%2E/admin'],
    ['backslashes', 'https://api.example.com/v1\\..\\admin'],
    ['an encoded slash after dots', 'https://api.example.com/v1/..%2fadmin'],
    ['an encoded slash before dots', 'https://api.example.com/v1/x%2F..%2F..%2Fadmin'],
    ['an encoded slash and encoded dots', 'https://api.example.com/v1/%2e%2e%2fadmin'],
    ['an encoded backslash', 'https://api.example.com/v1/..%5cadmin'],
    ['dots encoded twice', 'https://api.example.com/v1/%252e%252e/admin'],
    ['a slash encoded twice', 'https://api.example.com/v1/..%252fadmin'],
    ['dots encoded three times', 'https://api.example.com/v1/%25252e%25252e%25252fadmin'],
    ['dots whose code is encoded', 'https://api.example.com/v1/%252%65%252%65/admin'],
    ['dots whose code is encoded, digit by digit', 'https://api.example.com/v1/%25%32%65%25%32%65/admin'],
    ['dots half of whose code is encoded', 'https://api.example.com/v1/%2%65%%32e/admin'],
    ['overlong UTF-8 whose code is encoded', 'https://api.example.com/v1/%%630%ae%%630%ae/admin'],
    ['more encodings than anybody means', `https://api.example.com/v1/%${'25'.repeat(20)}`],
    ['dots with parameters', 'https://api.example.com/v1/..;/admin'],
    ['dots with an encoded semicolon', 'https://api.example.com/v1/..%3b/admin'],
    ['overlong UTF-8', 'https://api.example.com/v1/%c0%ae%c0%ae%c0%afadmin'],
    ['a single hidden dot', 'https://api.example.com/v1/.%2fadmin'],
    ['no URL', 'v1/orders'],
    ['nothing', ''],
  ])('%s', (_, url) => {
    expect(matchRule(rules, { url, method: 'GET' })).toBeUndefined();
  });
});

test('a rule with methods covers no others, and leaves those to a rule with a shorter path', () => {
  const write: AttachRule = { ...ADMIN, methods: ['POST', 'PATCH'] };
  const some = compileAttachRules([V1, write]);
  const match = (method: string, url = `${ADMIN.url}/users`) => matchRule(some, { url, method });
  expect([match('POST'), match('PATCH'), match('GET'), match('patch')]).toEqual([write, write, V1, V1]);
  expect(matchRule(compileAttachRules([write]), { url: ADMIN.url, method: 'GET' })).toBeUndefined();
});

test('an address that is encoded without end is judged in the time that it takes to read it', () => {
  const url = `https://images.example.net/%${'25'.repeat(1_000_000)}`;
  expect(matchRule(rules, { url, method: 'GET' })).toBeUndefined();
});

test('without rules nothing is covered', () => {
  expect(matchRule(compileAttachRules([]), { url: V1.url, method: 'GET' })).toBeUndefined();
});

test('whatever is covered has the origin, no user name, and decodes to a path below the rule', {
  timeout: 30_000,
}, () => {
  const segment = fc.oneof(
    fc.constantFrom(
      '.',
      '..',
      'v1',
      'admin',
      '',
      '%2e',
      '%2e%2e',
      '%2f',
      '%5c',
      '\\',
      '%252e',
      '%252f',
      ';',
      '%c0%af',
      '@',
      '%25',
    ),
    fc.webSegment(),
  );
  const start = fc.constantFrom(
    'https://api.example.com',
    'https://api.example.com.evil.net',
    'https://api.example.com@evil.net',
    'https://u@api.example.com',
  );
  const separator = fc.constantFrom('/', '', '%2f', '\\', '%5C');
  const urls = fc
    .tuple(start, fc.constantFrom('/v1', '/v1/', '/', '/x'), fc.array(fc.tuple(separator, segment), { maxLength: 6 }))
    .map(([origin, path, rest]) => origin + path + rest.flat().join(''));
  const v1 = compileAttachRules([V1]);

  fc.assert(
    fc.property(urls, (url) => {
      if (matchRule(v1, { url, method: 'GET' }) === undefined) return;
      const { protocol, host, username, pathname } = new URL(url);
      expect({ protocol, host, username }).toEqual({ protocol: 'https:', host: 'api.example.com', username: '' });
      let decoded = pathname;
      for (let round = 0; round < 5; round++) {
        decoded = decoded.replace(/%25/g, '%').replace(/%2e/gi, '.').replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
        expect(new URL(decoded.replaceAll(/^\/+/g, '/'), 'https://api.example.com').pathname).toMatch(/^\/v1(\/|$)/);
      }
    }),
    { numRuns: 2_000 },
  );
});

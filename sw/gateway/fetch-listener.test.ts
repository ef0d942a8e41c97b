import { expect, test, vi } from 'vitest';
import type { AuthError } from '../../shared/auth-error.js';
import type { AttachRule } from '../config.js';
import { compileAttachRules } from './attach-rule.js';
import { createFetchListener } from './fetch-listener.js';

const URL_V1 = 'https://api.example.com/v1/orders';
const BEARER: AttachRule = { url: 'https://api.example.com/v1/', bearer: 'accessToken' };
const SIGNED: AttachRule = { url: BEARER.url, sigv4: { service: 's3', region: 'eu-west-1' } };
const PRESIGNED = { url: `${URL_V1}?X-Amz-Signature=abc` };
const OWN = { headers: new Headers({ Authorization: 'Basic YTpi' }) };

/** What a listener does about requests, which are given by what they have of their own. */
function listen(rule: AttachRule, production = false) {
  const answered: AttachRule[] = [];
  const mistakes: AuthError[] = [];
  const listener = createFetchListener({
    rules: compileAttachRules([rule]),
    authorizedFetch: async (_request, covering) => {
      answered.push(covering);
      return new Response();
    },
    session: { tend: async () => {}, settled: async () => {} },
    reportMistake: production ? undefined : (error) => mistakes.push(error),
  });
  function receive(own: Partial<Request>): boolean {
    const request = { url: URL_V1, method: 'GET', mode: 'cors', destination: '', headers: new Headers(), ...own };
    const before = answered.length;
    listener({ request, respondWith: () => {}, waitUntil: () => {} } as unknown as FetchEvent);
    return answered.length > before;
  }
  return { receive, mistakes };
}

test.each<[string, AttachRule, Partial<Request>, boolean]>([
  ['a request that a rule covers', BEARER, {}, true],
  ['one of the same origin alone', BEARER, { mode: 'same-origin' }, true],
  ['another one', BEARER, { url: 'https://api.example.com/v10' }, false],
  ['a navigation', BEARER, { mode: 'navigate' }, false],
  ['a no-cors request', BEARER, { mode: 'no-cors' }, false],
  ['one that its caller authorises', BEARER, OWN, false],
  ['one that its caller authorises, if the rule overrides', { ...BEARER, overrideAuthorization: true }, OWN, true],
  ['a navigation, even if the rule overrides', { ...BEARER, overrideAuthorization: true }, { mode: 'navigate' }, false],
  ['a presigned URL', SIGNED, PRESIGNED, false],
  ['a presigned URL, if the rule overrides', { ...SIGNED, overrideAuthorization: true }, PRESIGNED, true],
  ['a query that looks presigned, for a bearer token', BEARER, PRESIGNED, true],
])('%s', (_, rule, own, isAnswered) => {
  expect(listen(rule).receive(own)).toBe(isAnswered);
});

test('a no-cors request that a rule covers is a mistake to be told once, in development', () => {
  const { receive, mistakes } = listen(BEARER);
  receive({ mode: 'no-cors', destination: 'image', url: `${URL_V1}?secret=1` });
  receive({ mode: 'no-cors' });
  receive({ mode: 'no-cors', url: 'https://elsewhere.example.com' });
  expect(mistakes.map(({ kind, message }) => [kind, message])).toEqual([
    [
      'configuration',
      expect.stringMatching(/^A no-cors request \(image\) to https:\/\/api\.example\.com\/v1\/orders goes/),
    ],
  ]);
  const production = listen(BEARER, true);
  production.receive({ mode: 'no-cors' });
  expect(production.mistakes).toEqual([]);
});

test('the event lasts until what the request has set going in the background has come to an end', async () => {
  const steps: string[] = [];
  let answer = (_response: Response) => {};
  const listener = createFetchListener({
    rules: compileAttachRules([BEARER]),
    authorizedFetch: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
    session: {
      tend: async () => void steps.push('tended'),
      settled: async () => void steps.push('settled'),
    },
    reportMistake: undefined,
  });
  const request = { url: URL_V1, method: 'GET', mode: 'cors', headers: new Headers() };
  const ended = new Promise<unknown>((resolve) => {
    listener({ request, respondWith: () => {}, waitUntil: resolve } as unknown as FetchEvent);
  });
  await vi.waitFor(() => expect(steps).toEqual(['tended']), { timeout: 10_000 });
  answer(new Response());
  await ended;
  expect(steps).toEqual(['tended', 'settled']);
});

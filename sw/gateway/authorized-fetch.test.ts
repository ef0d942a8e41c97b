import { beforeEach, describe, expect, test, vi } from 'vitest';
import { AuthError, type AuthErrorInit } from '../../shared/auth-error.js';
import type { AttachRule } from '../config.js';
import { noGuestAccessError, signedOutError, supersededSessionError } from '../session/errors.js';
import { createAuthorizedFetch } from './authorized-fetch.js';

const URL_V1 = 'https://api.example.com/v1/orders';
const BEARER: AttachRule = { url: 'https://api.example.com/v1/', bearer: 'accessToken' };
const SIGNED: AttachRule = {
  url: 'https://api.example.com/v1/',
  sigv4: { service: 'execute-api', region: 'eu-west-1' },
};
const CREDENTIALS = { secretAccessKey: 'secret', sessionToken: 'session', expiration: new Date(0) };
const SERVER_NOW = Date.parse('2026-11-24T12:00:00Z');

/** What reached the network, and what it answers: the first answer first, then 200 for ever. */
let sent: { request: Request; body: string }[];
let answers: Response[];
let renewals: string[];

beforeEach(() => {
  sent = [];
  answers = [];
  renewals = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ request, body: await request.text() });
    return answers.shift() ?? new Response('fine');
  });
  return () => vi.unstubAllGlobals();
});

function createFetch(failure?: AuthError) {
  const value = async () => {
    if (failure) throw failure;
    return String(renewals.length + 1);
  };
  return createAuthorizedFetch({
    session: {
      getBearerToken: async (use) => ({ value: `${use}-${await value()}`, sessionId: 'session' }),
      getSigningCredentials: async () => ({
        value: { ...CREDENTIALS, accessKeyId: `ASIA${await value()}` },
        sessionId: 'session',
      }),
      renew: async (what) => void renewals.push(what),
    },
    serverNow: () => SERVER_NOW,
    monotonicNow: () => 0,
  });
}

const post = (init: RequestInit = {}) => new Request(URL_V1, { method: 'POST', body: '{"item":"Cup"}', ...init });
const headersSent = (name: string) => sent.map(({ request }) => request.headers.get(name));
const stale = () => new Response('{"message":"The incoming token has expired"}', { status: 401 });
const expired = () => new Response('', { status: 403, headers: { 'x-amzn-ErrorType': 'ExpiredTokenException' } });

test('a rule says which token', async () => {
  const fetchAuthorized = createFetch();
  await fetchAuthorized(post(), BEARER);
  await fetchAuthorized(new Request(URL_V1), { url: BEARER.url, bearer: 'idToken' });
  expect(headersSent('Authorization')).toEqual(['Bearer accessToken-1', 'Bearer idToken-1']);
  expect(sent[0]?.body).toBe('{"item":"Cup"}');
});

describe('a signed request', () => {
  test("is signed on the service's clock, with the session's token", async () => {
    await createFetch()(post(), SIGNED);
    expect(headersSent('X-Amz-Date')).toEqual(['20261124T120000Z']);
    expect(headersSent('X-Amz-Security-Token')).toEqual(['session']);
    expect(headersSent('Authorization')[0]).toContain(
      'SignedHeaders=content-type;host;x-amz-date;x-amz-security-token',
    );
  });

  test('keeps signal, credentials, cache and body, and follows no redirect', async () => {
    const abort = new AbortController();
    const init: RequestInit = { credentials: 'include', cache: 'no-store', signal: abort.signal, keepalive: true };
    await createFetch()(post(init), SIGNED);
    const [{ request, body }] = sent as [{ request: Request; body: string }];
    expect(request).toMatchObject({ credentials: 'include', cache: 'no-store', keepalive: true, redirect: 'error' });
    expect(body).toBe('{"item":"Cup"}');
    abort.abort();
    expect(request.signal.aborted).toBe(true);
    await createFetch()(post({ redirect: 'manual' }), SIGNED);
    expect(sent[1]?.request.redirect).toBe('manual');
  });

  test('streams to S3, whose signature has nothing of the body', async () => {
    await createFetch()(post(), { ...SIGNED, sigv4: { service: 's3', region: 'eu-west-1' } });
    expect(headersSent('X-Amz-Content-Sha256')).toEqual(['UNSIGNED-PAYLOAD']);
    expect(sent[0]?.body).toBe('{"item":"Cup"}');
  });
});

describe('an answer that says that what the request bore is stale', () => {
  test.each<[string, AttachRule, () => Response, string, (string | RegExp)[]]>([
    ['a token', BEARER, stale, 'tokens', ['Bearer accessToken-1', 'Bearer accessToken-2']],
    ['credentials', SIGNED, expired, 'credentials', [/=ASIA1\//, /=ASIA2\//]],
  ])('renews %s once, and repeats the request with its body', async (_, rule, refusal, what, authorizations) => {
    answers = [refusal(), refusal()];
    const response = await createFetch()(post(), rule);
    expect(renewals).toEqual([what]);
    expect(headersSent('Authorization')).toEqual(authorizations.map((it) => expect.stringMatching(it)));
    expect(sent.map(({ body }) => body)).toEqual(['{"item":"Cup"}', '{"item":"Cup"}']);
    expect(response.status).toBe(refusal().status); // the second refusal is the page's
  });

  test('is the page’s where the body is too large to be kept, and the next request is better off', async () => {
    answers = [stale()];
    const fetchAuthorized = createFetch();
    const response = await fetchAuthorized(post({ body: 'x'.repeat(1_048_577) }), BEARER);
    expect([response.status, sent.length, await response.text()]).toEqual([401, 1, expect.stringContaining('expired')]);
    await fetchAuthorized(post(), BEARER);
    expect(headersSent('Authorization').at(-1)).toBe('Bearer accessToken-2');
  });

  test('any other refusal is the page’s at once', async () => {
    answers = [new Response('{"message":"Unauthorized"}', { status: 401 })];
    expect((await createFetch()(post(), BEARER)).status).toBe(401);
    expect(renewals).toEqual([]);
    expect(sent).toHaveLength(1);
  });
});

describe('with nobody signed in', () => {
  test('the request goes out as it is', async () => {
    await createFetch(signedOutError())(post(), BEARER);
    await createFetch(noGuestAccessError())(post(), SIGNED);
    expect(headersSent('Authorization')).toEqual([null, null]);
    expect(headersSent('X-Amz-Date')).toEqual([null, null]);
  });

  test('or is answered 401, if the rule says so, with what to do', async () => {
    const response = await createFetch(signedOutError())(post(), { ...BEARER, whenSignedOut: 'unauthorized' });
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({
      status: 401,
      detail: 'Nobody is signed in.',
      error: { kind: 'signedOut' },
    });
    expect(sent).toEqual([]);
  });
});

describe('with somebody signed in whose token has expired and cannot be renewed just now', () => {
  const failed = (init: Partial<AuthErrorInit>) =>
    new AuthError({ kind: 'service', message: 'Cognito gave no tokens.', recoverySuggestion: 'Try again.', ...init });
  const offline = failed({ code: 'network', retryable: true });

  test.each([
    ['the network fails', offline],
    ['a proxy, a firewall or a login page answers in the place of Cognito', failed({ code: 'other' })],
    ['the service does not take the request', failed({ kind: 'validation' })],
    ['the answer is of no use', failed({ kind: 'unknown' })],
    ['somebody else has signed in meanwhile, whose token it must not bear', supersededSessionError()],
  ])('because %s, the answer is 503 and no request is made', async (_, failure) => {
    for (const whenSignedOut of ['passThrough', 'unauthorized'] as const) {
      const response = await createFetch(failure)(post(), { ...BEARER, whenSignedOut });
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ error: failure.toData() });
    }
    expect(sent).toEqual([]);
  });

  // An EventSource connects again after a stream that ends, and never again after any status but 200:
  // https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
  test('an EventSource gets a stream that ends at once, so that it tries again by itself', async () => {
    const stream = new Request(URL_V1, { headers: { Accept: 'text/event-stream' } });
    const answer = await createFetch(offline)(stream, BEARER);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'text/event-stream']);
    expect(await answer.text()).toBe('');
    const signedOut = await createFetch(signedOutError())(stream, { ...BEARER, whenSignedOut: 'unauthorized' });
    expect(signedOut.status).toBe(401);
    expect(sent).toEqual([]);
  });
});

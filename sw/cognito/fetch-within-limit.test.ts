import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exception, recordedService } from './testing/recorded-service.js';
import { stillTime } from './testing/still-time.js';
import { createUserPool } from './user-pool.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const DATE = 'Tue, 04 Mar 2025 09:05:00 GMT';
const TIME = Date.UTC(2025, 2, 4, 9, 5, 0) + 500;
const SENT_AT = { wall: 1, monotonic: 2 };
const never = new AbortController().signal;

type Fetch = typeof globalThis.fetch;

function poolWith(answering: Fetch) {
  const observe = vi.fn();
  let moment = SENT_AT;
  const fetch: Fetch = (...request) => {
    moment = { wall: 3, monotonic: 4 };
    return answering(...request);
  };
  const time = { ...stillTime(), moment: () => moment, observe };
  return { observe, pool: createUserPool(CONFIG, { time, fetch }) };
}

describe('a request', () => {
  test('goes out without cookies, caches, redirects or a signature', async () => {
    const service = recordedService({});
    await createUserPool(CONFIG, service.environment).revoke('refresh-token', never);
    const { request, headers, url } = service.requests[0]!;
    expect(request).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      keepalive: false,
    });
    expect(url).toBe('https://cognito-idp.eu-west-1.amazonaws.com/');
    expect([...headers.keys()]).not.toContain('authorization');
  });

  test('is made once, whatever the answer', async () => {
    for (const status of [429, 500, 503]) {
      const service = recordedService({ status, body: 'busy' });
      await expect(createUserPool(CONFIG, service.environment).revoke('refresh-token', never)).rejects.toThrow();
      expect(service.requests).toHaveLength(1);
    }
  });
});

describe("the service's time", () => {
  test.each([
    ['an answer', { headers: { Date: DATE } }],
    ['an exception', { ...exception('NotAuthorizedException'), headers: { Date: DATE } }],
    ['a 429', { status: 429, body: 'slow down', headers: { Date: DATE } }],
    ['a 500', { status: 500, body: '', headers: { Date: DATE } }],
  ])('is learnt from %s', async (_, answer) => {
    const service = recordedService(answer);
    await createUserPool(CONFIG, service.environment)
      .revoke('refresh-token', never)
      .catch(() => {});
    expect(service.serverTimes).toEqual([TIME]);
  });

  test.each([
    ['there is no Date', {}],
    ['the Date is nonsense', { headers: { Date: 'today' } }],
  ])('is reported as none where %s', async (_, answer) => {
    const service = recordedService(answer);
    await createUserPool(CONFIG, service.environment).revoke('refresh-token', never);
    expect(service.serverTimes).toEqual([Number.NaN]);
  });

  test('is told together with the moment at which the request was made', async () => {
    const { pool, observe } = poolWith(async () => new Response('{}', { headers: { Date: DATE } }));
    await pool.revoke('refresh-token', never);
    expect(observe.mock.lastCall).toEqual([TIME, SENT_AT]);
  });
});

describe('a request that gets no answer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const silentBody: Fetch = async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));

  test.each<[string, Fetch]>([
    ['at all', () => new Promise(() => {})],
    ['beyond its head', silentBody],
  ])('%s is given up after 10 s, even if fetch forgets its signal', async (_, fetch) => {
    const { pool } = poolWith(fetch);
    const revoked = pool.revoke('refresh-token', never).then(
      () => 'revoked',
      (error: unknown) => error,
    );
    await vi.advanceTimersByTimeAsync(9_900);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(await revoked).toMatchObject({ kind: 'service', code: 'network', retryable: true });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('has its fetch aborted, too', async () => {
    const signals: AbortSignal[] = [];
    const { pool } = poolWith((_, init) => {
      signals.push(init!.signal!);
      return new Promise(() => {});
    });
    const revoked = expect(pool.revoke('refresh-token', never)).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(10_000);
    await revoked;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("ends at once when the caller's signal aborts, and so does its fetch", async () => {
    const signals: AbortSignal[] = [];
    const { pool } = poolWith((_, init) => {
      signals.push(init!.signal!);
      return new Promise((_resolve, reject) =>
        init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason)),
      );
    });
    const caller = new AbortController();
    const revoked = expect(pool.revoke('refresh-token', caller.signal)).rejects.toMatchObject({ code: 'interrupted' });
    await vi.advanceTimersByTimeAsync(10);
    caller.abort();
    await revoked;
    await vi.advanceTimersByTimeAsync(0);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is not even made when the signal has aborted before', async () => {
    const fetch = vi.fn<Fetch>();
    await expect(poolWith(fetch).pool.revoke('refresh-token', AbortSignal.abort())).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(fetch).not.toHaveBeenCalled();
  });
});

test('a body that breaks off is a network error', async () => {
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"AuthenticationResult":{"AccessToken":"eyJ'));
      controller.error(new TypeError('terminated'));
    },
  });
  const { pool } = poolWith(async () => new Response(broken));
  await expect(pool.refresh('refresh-token', 'GetTokensFromRefreshToken', never)).rejects.toMatchObject({
    code: 'network',
    retryable: true,
  });
});

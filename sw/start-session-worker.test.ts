import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { PROTOCOL, PROTOCOL_VERSION } from '../shared/protocol.js';
import { startSessionWorker } from './start-session-worker.js';
import { FakeWindowClient, ORIGIN } from './testing/fuzzed-worker.js';
import { CLIENT_ID, honestCognito } from './testing/honest-cognito.js';

const HOUR_MS = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A worker's script that the browser has just started, and the events that a test has it get. */
function startWorker() {
  const listeners = new Map<string, (event: object) => void>();
  vi.stubGlobal('WindowClient', FakeWindowClient);
  vi.stubGlobal('navigator', {
    userAgent: 'a browser',
    locks: { request: async (_name: string, _options: object, task: (lock: object) => unknown) => await task({}) },
  });
  vi.stubGlobal('self', {
    location: new URL('/session-worker.js', ORIGIN),
    registration: { scope: `${ORIGIN}/` },
    navigator,
    clients: { matchAll: async () => [] },
    importScripts: () => {},
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
  });
  startSessionWorker({ userPool: { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: CLIENT_ID } });

  /** Resolves once the event is over. */
  return async (type: string, event: object = {}): Promise<void> => {
    const lasting: Promise<unknown>[] = [];
    listeners.get(type)?.({ ...event, waitUntil: (work: Promise<unknown>) => lasting.push(work) });
    await Promise.all(lasting);
  };
}

function signIn(password: string) {
  const input = { username: 'ada', password, options: { authFlowType: 'USER_PASSWORD_AUTH' } };
  const message = { type: 'APPLY', path: ['signIn'], argumentList: [{ type: 'RAW', value: input }] };
  return {
    data: { protocol: PROTOCOL, version: PROTOCOL_VERSION, type: 'call', callId: 'call', tabId: 'tab', message },
    ports: [{ postMessage: () => {}, close: () => {} }],
    origin: ORIGIN,
    source: new FakeWindowClient(),
  };
}

// Requests of the pages in its scope, navigations included, wait until a worker is activated:
// https://w3c.github.io/ServiceWorker/#handle-fetch
test('a worker is activated without waiting for a service that does not answer', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-24T12:00:00Z') });
  const cognito = honestCognito(Date.now);
  const answer = async (input: RequestInfo, init?: RequestInit) => {
    const request = new Request(input, init);
    const [, operation = ''] = (request.headers.get('x-amz-target') ?? '').split('.');
    const { status, headers, body } = cognito({ operation, body: await request.text() });
    return new Response(body, { status, headers });
  };
  vi.stubGlobal('fetch', answer);
  await startWorker()('message', signIn('secret'));

  vi.setSystemTime(Date.now() + 2 * HOUR_MS); // the tokens have expired
  const silence = vi.fn(() => new Promise(() => {}));
  vi.stubGlobal('fetch', silence);
  await startWorker()('activate');
  await vi.waitFor(() => expect(silence).toHaveBeenCalled(), { timeout: 10_000 }); // it renews them all the same
});

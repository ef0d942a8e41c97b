import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionConnection } from './connection.js';
import { createSessionClient } from './create-session-client.js';

const URL_V1 = 'https://api.example.com/v1/orders';

let sent: unknown[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', async (input: unknown) => void sent.push(input));
});
afterEach(() => vi.unstubAllGlobals());

const clientOf = (ensureControl: () => Promise<void>) =>
  createSessionClient({ worker: {}, state: {}, events: {} } as unknown as SessionConnection, ensureControl);

test.each<[string, (signal: AbortSignal) => Parameters<typeof fetch>]>([
  ['its options', (signal) => [URL_V1, { signal }]],
  ['the request', (signal) => [new Request(URL_V1, { signal })]],
])(
  'a fetch whose signal is in %s ends with it, although the worker does not yet control the page',
  async (_, argumentsOf) => {
    const client = clientOf(() => new Promise(() => {}));
    const abort = new AbortController();
    const response = client.fetch(...argumentsOf(abort.signal));
    abort.abort(new Error('no longer wanted'));
    await expect(response).rejects.toThrow('no longer wanted');
    await expect(client.fetch(...argumentsOf(abort.signal))).rejects.toThrow('no longer wanted');
    expect(sent).toEqual([]);
  },
);

test('a fetch that was aborted before it began leaves no rejection to nobody', async () => {
  const client = clientOf(() => Promise.reject(new Error('out of reach')));
  await expect(client.fetch(URL_V1, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
});

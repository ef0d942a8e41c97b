import { expect, test } from 'vitest';
import type { SessionSnapshot } from '../../shared/protocol.js';
import { emptyRecord } from '../session/record.js';
import { type Audience, createWindowBroadcaster } from './window-broadcaster.js';

const ORIGIN = 'https://app.example.com';
const URLS = [`${ORIGIN}/`, `${ORIGIN}/shop/`, `${ORIGIN}/shop/cart`, `${ORIGIN}/shopping`];

async function toldWith(audience: Audience): Promise<string[]> {
  const told: string[] = [];
  const windows = URLS.map((url) => ({ url, postMessage: () => told.push(url) }));
  const clients = { matchAll: async () => windows } as unknown as Clients;
  const broadcaster = createWindowBroadcaster(clients, () => ({}) as SessionSnapshot, audience);
  await broadcaster.announce(emptyRecord('store', 'session'));
  return told;
}

test('every window of the origin is told of a session that is stored', async () => {
  expect(await toldWith({})).toEqual(URLS);
});

test('only the windows of the worker’s scope are told of a session in its memory', async () => {
  expect(await toldWith({ within: `${ORIGIN}/shop/` })).toEqual([`${ORIGIN}/shop/`, `${ORIGIN}/shop/cart`]);
});

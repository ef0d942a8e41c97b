import { expect, test } from 'vitest';
import type { SessionSnapshot } from '../../shared/protocol.js';
import { emptyRecord } from '../session/record.js';
import { createWindowBroadcaster } from './window-broadcaster.js';

const ORIGIN = 'https://app.example.com';
const URLS = [`${ORIGIN}/`, `${ORIGIN}/shop/`, `${ORIGIN}/shop/cart`, `${ORIGIN}/shopping`];

test('every window of the origin is told, also those that the worker does not control', async () => {
  const told: string[] = [];
  const windows = URLS.map((url) => ({ url, postMessage: () => told.push(url) }));
  const matchAll = async ({ includeUncontrolled = false }: ClientQueryOptions) => (includeUncontrolled ? windows : []);
  const clients = { matchAll } as unknown as Clients;
  await createWindowBroadcaster(clients, () => ({}) as SessionSnapshot).announce(emptyRecord('store', 'session'));
  expect(told).toEqual(URLS);
});

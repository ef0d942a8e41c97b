import { expect, test } from 'vitest';
import { compileAttachRules } from './attach-rule.js';
import { addStaticRoutes, routesFor } from './static-routes.js';

const TO_NETWORK = 'network';
const TO_WORKER = 'fetch-event';

test('the worker sees what a rule covers and where a sign-in comes back to, and nothing else', () => {
  const rules = compileAttachRules([
    { url: 'https://api.example.com/v1/', bearer: 'accessToken' },
    { url: 'http://[::1]:8080', bearer: 'idToken', methods: ['GET', 'POST'] },
  ]);
  const navigations = ['https://app.example.com/callback?from=login'];
  const own = { protocol: 'http', hostname: '[\\:\\:1]', port: '8080', pathname: '*' };
  expect(routesFor({ rules, navigations, noCors: false })).toEqual([
    {
      condition: {
        urlPattern: { protocol: 'https', hostname: 'app.example.com', port: '', pathname: '/callback' },
        requestMode: 'navigate',
      },
      source: TO_WORKER,
    },
    { condition: { requestMode: 'navigate' }, source: TO_NETWORK },
    { condition: { requestMode: 'no-cors' }, source: TO_NETWORK },
    {
      condition: { urlPattern: { protocol: 'https', hostname: 'api.example.com', port: '', pathname: '/v1{/*}?' } },
      source: TO_WORKER,
    },
    { condition: { urlPattern: own, requestMethod: 'GET' }, source: TO_WORKER },
    { condition: { urlPattern: own, requestMethod: 'POST' }, source: TO_WORKER },
    { condition: { urlPattern: { protocol: '*', hostname: '*', port: '*', pathname: '*' } }, source: TO_NETWORK },
  ]);
});

test('what means something in a pattern means itself in a rule', () => {
  const rules = compileAttachRules([{ url: 'https://api.example.com/a:b(c)+/{d}', bearer: 'accessToken' }]);
  const patterns = routesFor({ rules, navigations: [], noCors: true }).map(({ condition }) => condition.urlPattern);
  expect(patterns.at(1)?.pathname).toBe('/a\\:b\\(c\\)\\+/%7Bd%7D{/*}?');
});

test('a worker is installed without routes where the browser has none or wants none', async () => {
  const listeners: ((event: { addRoutes?: unknown; waitUntil(work: Promise<unknown>): void }) => void)[] = [];
  const scope = { addEventListener: (_type: string, listener: never) => listeners.push(listener) };
  addStaticRoutes(scope as unknown as ServiceWorkerGlobalScope, { rules: [], navigations: [], noCors: false });
  const work: Promise<unknown>[] = [];
  const waitUntil = (added: Promise<unknown>) => work.push(added);
  listeners[0]?.({ waitUntil });
  expect(work).toHaveLength(0);
  listeners[0]?.({ waitUntil, addRoutes: () => Promise.reject(new TypeError('too many')) });
  await expect(Promise.all(work)).resolves.toHaveLength(1);
});

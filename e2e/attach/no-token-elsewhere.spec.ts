import { expect, test as harness, register, signIn } from '../harness/fixtures.js';
import { serve } from '../harness/http-server.js';
import { test } from './fixtures.js';
import { startWitnessServer } from './witness-server.js';

const BELOW = /^eyJ/;

test.describe('a request bears no token', { tag: '@core' }, () => {
  test('at another port, under another name, by another scheme of naming, or at a path that is not below the rule’s', async ({
    tab,
    witness,
  }) => {
    const elsewhere = await startWitnessServer();
    try {
      const { port } = witness;
      const urls = [
        `${elsewhere.url}/v1/orders`,
        `http://localhost:${port}/v1/orders`,
        `http://a.app.localhost:${port}/v1/orders`,
        `http://[::1]:${port}/v1/orders`,
        ...[
          '/',
          '/v',
          '/v1evil',
          '/v10/orders',
          '/V1/orders',
          '//v1/orders',
          '/x/v1/orders',
          '/v1/../admin',
          '/v1/orders/../../admin',
          '/v1/./../admin',
          '/v1/%2e%2e/admin',
          '/v1/%2E%2E/admin',
          '/v1/.%2e/admin',
          '/v1/..%2fadmin',
          '/v1/..%2Fadmin',
          '/v1/%2e%2e%2fadmin',
          '/v1/..%5cadmin',
          '/v1/x%2f..%2f..%2fadmin',
          '/v1/%252e%252e/admin',
          '/v1/%25252e%25252e%25252fadmin',
          '/v1/..;/admin',
          '/v1/..%3b/admin',
          '/v1/..%3bx=1/admin',
          '/v1/%c0%ae%c0%ae/admin',
          '/v1%2forders',
          '/v1%2f..%2fadmin',
          '/%761/orders', // /v1 to a server that decodes, and the rule does not
          '/?next=/v1/orders',
          '/admin#/v1/orders',
        ].map((path) => `${witness.url}${path}`),
      ];
      await tab.evaluate(async (all) => {
        for (const url of all) await fetch(url);
      }, urls);
      expect(elsewhere.requests).toHaveLength(1);
      expect(witness.requests).toHaveLength(urls.length - 1);
      const authorised = [...witness.requests, ...elsewhere.requests].filter(({ headers }) => headers.authorization);
      expect(authorised.map(({ path }) => path)).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  test('after it was redirected to another origin, though it bore one before', async ({ tab, witness }) => {
    const elsewhere = await startWitnessServer();
    try {
      await tab.evaluate(
        (url) => fetch(url),
        `${witness.url}/v1/to?url=${encodeURIComponent(`${elsewhere.url}/v1/orders`)}`,
      );
      expect(witness.only('/v1/to').bearer).toMatch(BELOW);
      expect(elsewhere.only('/v1/orders').headers.authorization).toBeUndefined();
    } finally {
      await elsewhere.close();
    }
  });

  test('if it was redirected to where the rule holds, from where it does not', async ({ tab, witness }) => {
    await tab.evaluate((url) => fetch(url), `${witness.url}/to?url=${encodeURIComponent(`${witness.url}/v1/orders`)}`);
    expect(witness.only('/v1/orders').headers.authorization).toBeUndefined();
  });

  test('if it cannot: an image, a script and a no-cors request arrive without one', async ({ tab, witness }) => {
    await tab.evaluate(async (base) => {
      const settled = (element: HTMLElement) =>
        new Promise((resolve) => {
          element.onload = element.onerror = resolve;
          document.body.append(element);
        });
      await Promise.all([
        settled(Object.assign(document.createElement('img'), { src: `${base}/image` })),
        settled(Object.assign(document.createElement('script'), { src: `${base}/script` })),
        fetch(`${base}/opaque`, { mode: 'no-cors' }),
      ]);
    }, `${witness.url}/v1`);
    for (const path of ['/v1/image', '/v1/script', '/v1/opaque']) {
      expect(witness.only(path).headers.authorization).toBeUndefined();
    }
  });

  test('if the caller has set another Authorization, which arrives as it is', async ({ tab, witness }) => {
    await tab.evaluate((url) => fetch(url, { headers: { Authorization: 'Basic YTpi' } }), `${witness.url}/v1/orders`);
    expect(witness.only('/v1/orders').headers.authorization).toBe('Basic YTpi');
  });
});

harness(
  'a navigation within the app bears no token, where a rule covers a part of the app itself',
  {
    tag: '@core',
  },
  async ({ app, cognito, page, user }) => {
    // The app behind a server of its own origin that shows what it was sent, as the app server does not.
    const seen = new Map<string, string | undefined>();
    const origin = await serve(async (request, response) => {
      const path = request.url ?? '/';
      seen.set(path, request.headers.authorization);
      const isOwn = path.startsWith('/v1/');
      const answer = isOwn ? new Response('<!doctype html><title>Own</title>') : await fetch(app.url + path);
      const type = isOwn ? 'text/html' : (answer.headers.get('Content-Type') ?? 'text/plain');
      response.writeHead(answer.status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
      response.end(await answer.text());
    });
    try {
      const url = `http://localhost:${origin.port}`;
      const { userPoolId, userPoolClientId, url: endpoint } = cognito;
      app.setConfig('/session-worker.js', {
        userPool: { userPoolId, userPoolClientId, endpoint },
        attach: [{ url: `${url}/v1/`, bearer: 'accessToken' }],
      });
      await page.goto(url);
      await register(page);
      await signIn(page, user);
      await page.evaluate(async () => {
        await fetch('/v1/data');
        const frame = Object.assign(document.createElement('iframe'), { src: '/v1/frame' });
        await new Promise((resolve) => {
          frame.onload = resolve;
          document.body.append(frame);
        });
      });
      await page.goto(`${url}/v1/document`);
      expect(await page.title()).toBe('Own');
      expect(seen.get('/v1/data')).toMatch(/^Bearer eyJ/);
      expect(seen.has('/v1/frame') && seen.has('/v1/document')).toBe(true);
      expect([seen.get('/v1/frame'), seen.get('/v1/document')]).toEqual([undefined, undefined]);
    } finally {
      await origin.close();
    }
  },
);

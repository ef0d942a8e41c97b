import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express, { type ErrorRequestHandler } from 'express';
import { afterEach, expect, test } from 'vitest';
import { createSessionWorkerHandler, type SessionWorkerHandler, toNodeListener } from '../../sw/server/index.js';
import { SECRET } from './sealed-app.js';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

function serve(handler: SessionWorkerHandler): Promise<string> {
  return listen(createServer(toNodeListener(handler)));
}

async function listen(started: Server): Promise<string> {
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/session-worker.js?v=1`;
}

/** A request with headers that `fetch` keeps to itself. */
function getAsBrowser(url: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, resolve).on('error', reject);
  });
}

test('a handler serves under Node with its status, its headers, its cookie and its body', async () => {
  const url = await serve(createSessionWorkerHandler({ script: 'work();', secrets: [SECRET] }));
  const plain = await fetch(url);
  expect([plain.status, await plain.text(), plain.headers.getSetCookie()]).toEqual([200, 'work();', []]);
  const id = 'c'.repeat(43);
  const Cookie = `__Host-Http-cognito-session-worker=${id}`;
  const sealed = await getAsBrowser(url, { 'Service-Worker': 'script', 'Sec-Fetch-Dest': 'serviceworker', Cookie });
  expect(await text(sealed)).toMatch(/^self\.\w+=\[.+\];work\(\);$/);
  expect(sealed.headers['set-cookie']).toEqual([expect.stringContaining(id)]);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
});

test('it hears the URL, the method and every header of a request', async () => {
  const heard: unknown[] = [];
  const url = await serve(async (request) => {
    heard.push(request.method, request.url, request.headers.get('X-Own'), request.headers.get('Cookie'));
    return new Response('', {
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    });
  });
  const response = await fetch(url, {
    headers: [
      ['X-Own', 'one'],
      ['X-Own', 'two'],
      ['Cookie', 'c=3; d=4'],
    ],
  });
  expect(heard).toEqual(['GET', url, 'one, two', 'c=3; d=4']);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('a handler that fails is answered for with a bare 500, or left to Express', async () => {
  const failing = async () => {
    throw new Error('the script is not there');
  };
  const response = await fetch(await serve(failing));
  expect([response.status, await response.text()]).toEqual([500, '']);

  let passedOn: unknown;
  const ended: unknown[] = [];
  await toNodeListener(failing)(
    { method: 'GET', url: '/', headers: { host: 'app.example.com' }, socket: {} },
    { statusCode: 200, setHeader: () => {}, end: (body) => ended.push(body) },
    (error) => {
      passedOn = error;
    },
  );
  expect(passedOn).toMatchObject({ message: 'the script is not there' });
  expect(ended).toEqual([]);
});

test('it is mounted in Express, which hears of its failures', async () => {
  const told: unknown[] = [];
  const report: ErrorRequestHandler = (error, _request, response, _next) => {
    told.push(error);
    response.status(503).end('later');
  };
  let script = async () => 'work();';
  const app = express();
  app.use(
    '/session-worker.js',
    toNodeListener(createSessionWorkerHandler({ script: () => script(), secrets: [SECRET] })),
  );
  app.use(report);
  const url = await listen(createServer(app));

  const plain = await fetch(url);
  expect([plain.status, await plain.text()]).toEqual([200, 'work();']);
  const sealed = await getAsBrowser(url, { 'Service-Worker': 'script', 'Sec-Fetch-Dest': 'serviceworker' });
  expect(await text(sealed)).toMatch(/^self\.\w+=\[.+\];work\(\);$/);
  expect(sealed.headers['set-cookie']).toHaveLength(1);

  script = async () => {
    throw new Error('the script is not there');
  };
  const failed = await fetch(url);
  expect([failed.status, await failed.text()]).toEqual([503, 'later']);
  expect(told).toEqual([expect.objectContaining({ message: 'the script is not there' })]);
});

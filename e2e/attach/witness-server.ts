import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { serve } from '../harness/http-server.js';

/** One request as it came over the wire, preflights left out. */
export interface Witnessed {
  readonly method: string | undefined;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The token that it bore, if any. */
  readonly bearer: string | undefined;
  readonly body: Buffer;
}

/**
 * A server that judges nothing and remembers everything, byte by byte:
 * `…/hang` never answers, `…/stream` answers in two parts, `…/events` is an event source, `…/to?url=` redirects,
 * `…/page` is a page, `…/picky` calls the first token that it sees expired, and with `?held` takes its time over it,
 * everything else is answered with `{}`.
 */
export interface WitnessServer {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly Witnessed[];
  /** The one request that was made to this path (without its query). */
  only(path: string): Witnessed;
  /** Resolves once a request to `…/hang` or `…/picky?held` has come. */
  readonly hanging: Promise<void>;
  /** Resolves once a connection for `…/hang` or `…/stream` was cut before the answer's end. */
  readonly givenUp: Promise<void>;
  /** Lets `…/stream` go on to its second part, and `…/picky?held` answer. */
  finish(): void;
  close(): Promise<void>;
}

/** Something that will have happened, and by which it is said that it has. */
function moment(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function allow(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
  // WebKit sends a Cache-Control with an EventSource's request, which has to be allowed once a worker makes the request.
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Cache-Control, Content-Type, X-Test');
}

export async function startWitnessServer(): Promise<WitnessServer> {
  const requests: Witnessed[] = [];
  const hanging = moment();
  const givenUp = moment();
  const mayFinish = moment();
  let disliked: string | undefined;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allow(request, response);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const { method, headers, url: path = '/' } = request;
    const body = await readBody(request);
    requests.push({ method, path, headers, bearer: /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1], body });
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    const target = searchParams.get('url');
    if (pathname.endsWith('/hang')) {
      response.on('close', givenUp.resolve);
      return hanging.resolve();
    }
    if (pathname.endsWith('/to') && target !== null) return void response.writeHead(307, { Location: target }).end();
    if (pathname.endsWith('/page')) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>A page</title>');
    } else if (pathname.endsWith('/picky')) {
      disliked ??= headers.authorization ?? 'none';
      if (searchParams.has('held')) {
        hanging.resolve();
        await mayFinish.promise;
      }
      const isStale = headers.authorization === disliked;
      // As API Gateway's authorizer says it; the header that would say so too is not exposed to the page's origin.
      response.writeHead(isStale ? 401 : 200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ message: isStale ? 'The incoming token has expired' : 'fine' }));
    } else if (pathname.endsWith('/stream')) {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).write('first ');
      response.on('close', () => response.writableEnded || givenUp.resolve());
      await mayFinish.promise;
      response.end('second');
    } else if (pathname.endsWith('/events')) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: hello\n\n');
    } else {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    }
  }

  const server = await serve(respond);
  return {
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    requests,
    only(path) {
      const found = requests.filter((request) => request.path.split('?')[0] === path);
      if (found.length !== 1 || !found[0]) throw new Error(`${path} was requested ${found.length} times`);
      return found[0];
    },
    hanging: hanging.promise,
    givenUp: givenUp.promise,
    finish: () => mayFinish.resolve(),
    close: () => server.close(),
  };
}

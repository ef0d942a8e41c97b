import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback } from '../cognito/loopback-server.js';
import { type BearerVerdict, fetchKeySet, judgeBearer, type TokenSource } from './bearer.js';

/** One request that the API saw, preflights left out. */
export interface ApiRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The Host header: which of its names the API was called by. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** The body, as text. */
  readonly body: string;
  /** `open`: the path asks for no token; whether one came is in `authorization`. */
  readonly outcome: 'authorized' | 'unauthorized' | 'open' | 'redirected';
  /** Whose token it was, if it was a good one. */
  readonly caller: string | undefined;
  /** Why the token was no good. */
  readonly reason: string | undefined;
}

export interface ProtectedApi {
  readonly port: number;
  /** The origin by address, `http://127.0.0.1:port`. */
  readonly url: string;
  /** The origin by another name of this machine, such as `localhost` or `a.app.localhost`. */
  urlOn(hostname: string): string;
  readonly requests: readonly ApiRequest[];
  clearRequests(): void;
  close(): Promise<void>;
}

const ORDERS = [
  { id: 'o-1001', item: 'Teapot', quantity: 1 },
  { id: 'o-1002', item: 'Cup', quantity: 6 },
];

const ALLOWED_HEADERS = 'Authorization, Content-Type, X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256, X-Test';
const PREFLIGHT_MAX_AGE_SECONDS = 600;

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  // The origin by name and not `*`, so that requests with credentials get through as well.
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate, Date');
  response.setHeader('Vary', 'Origin');
}

function answerPreflight(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
  response.setHeader('Access-Control-Allow-Headers', ALLOWED_HEADERS);
  response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_MAX_AGE_SECONDS));
  response.writeHead(204).end();
}

function answerJson(response: ServerResponse, status: number, content: object): void {
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status).end(JSON.stringify(content));
}

/**
 * Starts an API that wants a bearer token of the pool for everything under `/v1/`. It answers every other path too,
 * token or no token, so that a test can see what was sent there; and `/redirect?to=` redirects.
 *
 * @example
 * const api = await startProtectedApi({ cognito });
 * await fetch(`${api.urlOn('a.app.localhost')}/v1/orders`); // { orders, caller } with a token, 401 without
 */
export async function startProtectedApi({
  cognito,
  port,
}: {
  cognito: TokenSource;
  port?: number;
}): Promise<ProtectedApi> {
  const keySet = await fetchKeySet(cognito.jwksUrl);
  const requests: ApiRequest[] = [];

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') return answerPreflight(response);
    const { headers, method = 'GET', url: path = '/' } = request;
    const body = await readText(request);
    const verdict: BearerVerdict = await judgeBearer(headers.authorization, cognito, keySet);
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    const log = (outcome: ApiRequest['outcome']) =>
      requests.push({
        method,
        path,
        host: headers.host,
        origin: headers.origin,
        authorization: headers.authorization,
        headers,
        body,
        outcome,
        caller: verdict.ok ? verdict.caller : undefined,
        reason: verdict.ok ? undefined : verdict.reason,
      });

    const redirection = pathname === '/redirect' ? searchParams.get('to') : null;
    if (redirection !== null) {
      log('redirected');
      response.writeHead(302, { Location: redirection }).end();
    } else if (!pathname.startsWith('/v1/')) {
      log('open');
      answerJson(response, 200, { path, caller: verdict.ok ? verdict.caller : null });
    } else if (!verdict.ok) {
      log('unauthorized');
      response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"');
      answerJson(response, 401, { message: 'Unauthorized' });
    } else {
      log('authorized');
      const { caller } = verdict;
      answerJson(response, 200, pathname === '/v1/orders' ? { orders: ORDERS, caller } : { path, caller });
    }
  }

  const server = await listenOnLoopback(
    (request, response) => {
      respond(request, response).catch(() => response.destroy());
    },
    { port },
  );
  const urlOn = (hostname: string) => `http://${hostname}:${server.port}`;
  return {
    port: server.port,
    url: urlOn('127.0.0.1'),
    urlOn,
    requests,
    clearRequests() {
      requests.length = 0;
    },
    close: () => server.close(),
  };
}

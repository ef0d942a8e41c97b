import type { SessionWorkerHandler } from './session-worker-handler.js';

/** What is used of Node's `http.IncomingMessage`, and of Express's `Request`. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: object;
}

/** What is used of Node's `http.ServerResponse`, and of Express's `Response`. */
export interface NodeResponse {
  statusCode: number;
  /** As in Node. */
  setHeader(name: string, value: string | readonly string[]): unknown;
  /** As in Node. */
  end(body?: string): unknown;
}

/** A listener for Node's `http` and `https`, and a handler or middleware for Express and its like. */
export type NodeListener = (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error: unknown) => void,
) => Promise<void>;

/**
 * Lets a handler serve under Node. Where it fails, an Express `next` hears of it; without one the answer is a bare 500.
 */
export function toNodeListener(handler: SessionWorkerHandler): NodeListener {
  return async (incoming, outgoing, next) => {
    try {
      await send(await handler(toRequest(incoming)), outgoing);
    } catch (error) {
      if (next) return next(error);
      outgoing.statusCode = 500;
      outgoing.end();
    }
  };
}

function toRequest({ method = 'GET', url = '/', headers, socket }: NodeRequest): Request {
  const { host } = headers;
  const base = `${'encrypted' in socket ? 'https' : 'http'}://${typeof host === 'string' ? host : 'host.invalid'}`;
  const copied = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue; // http/2 has pseudo-headers
    for (const one of typeof value === 'string' ? [value] : value) copied.append(name, one);
  }
  return new Request(new URL(url, base), { method, headers: copied });
}

async function send(response: Response, outgoing: NodeResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('Set-Cookie', cookies);
  outgoing.end(await response.text());
}

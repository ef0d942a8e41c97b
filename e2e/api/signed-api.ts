import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from '../harness/http-server.js';
import { type CredentialsSource, judgeSignature, type SignatureVerdict, type SignedRequest } from './signature.js';

export interface JudgedRequest extends SignedRequest {
  readonly verdict: SignatureVerdict;
}

/** An API that wants every request to be signed. `/events` is an event source, `/to?url=` redirects whatever it gets. */
export interface SignedApi {
  readonly url: string;
  readonly port: number;
  /** Preflights left out. */
  readonly requests: readonly JudgedRequest[];
  /** From now on the credentials that it has seen count as expired. */
  expireSeen(): void;
  close(): Promise<void>;
}

// WebKit sends a Cache-Control with the request of an EventSource.
const ALLOWED_HEADERS =
  'Authorization, Cache-Control, Content-Type, X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256, X-Test';

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export interface SignedApiOptions {
  /** Header names that browsers may send beside those that a signature takes, such as `Amz-Sdk-Request`. */
  readonly moreHeaders?: readonly string[];
}

export async function startSignedApi(
  source: CredentialsSource,
  { moreHeaders = [] }: SignedApiOptions = {},
): Promise<SignedApi> {
  const requests: JudgedRequest[] = [];
  const expired = new Set<string>();

  async function judge(request: SignedRequest): Promise<SignatureVerdict> {
    const verdict = await judgeSignature(request, source);
    if (!verdict.ok || !expired.has(verdict.credentials.accessKeyId)) return verdict;
    return { ok: false, reason: 'expired credentials' };
  }

  async function respond(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
    response.setHeader('Access-Control-Allow-Headers', [ALLOWED_HEADERS, ...moreHeaders].join(', '));
    if (message.method === 'OPTIONS') return void response.writeHead(204).end();
    const { method = 'GET', url: path = '/', headers } = message;
    const request = { method, path, headers, body: await readBody(message) };
    const verdict = await judge(request);
    requests.push({ ...request, verdict });
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    const target = searchParams.get('url');
    if (pathname.endsWith('/to') && target !== null) return void response.writeHead(307, { Location: target }).end();
    if (!verdict.ok) {
      const isExpired = verdict.reason === 'expired credentials';
      const text = isExpired ? 'The security token included in the request is expired' : `Forbidden: ${verdict.reason}`;
      response.writeHead(403, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message: text }));
    } else if (pathname.endsWith('/events')) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: hello\n\n');
    } else {
      const { identityId } = verdict.credentials;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ identityId }));
    }
  }

  const server = await serve(respond);
  return {
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    requests,
    expireSeen() {
      for (const { verdict } of requests) if (verdict.ok) expired.add(verdict.credentials.accessKeyId);
    },
    close: () => server.close(),
  };
}

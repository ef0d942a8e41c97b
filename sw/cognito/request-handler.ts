import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import type { CognitoEnvironment } from './environment.js';
import { RequestFailure } from './request-failure.js';

const REQUEST_LIMIT_MS = 10_000; // a renewal, three requests and their pauses, must fit into 50 s

/** A `Date` header leaves out the milliseconds: the moment it was written is half a second later, give or take as much. */
const HALF_A_SECOND_MS = 500;

/**
 * The `requestHandler` for the AWS SDK's clients: one `fetch` for each request, without cookies, caches or redirects (a
 * redirect would carry a refresh token to wherever it points). It rejects with {@link RequestFailure} if the whole answer
 * is not there within 10 s, or with an `AbortError` as soon as the caller's signal aborts. Each answer's `Date`, that of
 * an error too, is reported to {@link CognitoEnvironment.observeServerTime}.
 */
export function createRequestHandler(environment: CognitoEnvironment): FetchHttpHandler {
  return new FetchHttpHandler({
    customFetch: (input, init) => fetchWithinLimit(environment, new Request(input, init)),
    credentials: 'omit',
    cache: 'no-store',
    requestInit: () => ({ redirect: 'error', referrerPolicy: 'no-referrer' }),
  });
}

async function fetchWithinLimit(environment: CognitoEnvironment, request: Request): Promise<Response> {
  const limit = new AbortController();
  const abort = () => limit.abort();
  request.signal.addEventListener('abort', abort, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A race, and not the signal alone, because some engines forget the signal while a body is read.
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new RequestFailure('timeout', `No whole answer came within ${REQUEST_LIMIT_MS / 1000} s.`));
      limit.abort();
    }, REQUEST_LIMIT_MS);
  });
  try {
    return await Promise.race([fetchWhole(environment, request, limit.signal), timeout]);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', abort);
  }
}

/** The answer with its body read: an answer that breaks off halfway is no answer. */
async function fetchWhole(environment: CognitoEnvironment, request: Request, signal: AbortSignal): Promise<Response> {
  const { fetch = globalThis.fetch } = environment;
  const sentAt = performance.now();
  try {
    const response = await fetch(request, { signal });
    observeDate(environment, response, performance.now() - sentAt);
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return new Response(body.byteLength > 0 ? body : null, { status, statusText, headers });
  } catch (thrown) {
    throw new RequestFailure('unreachable', thrown instanceof Error ? thrown.message : 'The request failed.');
  }
}

/**
 * Reports the moment in the middle of the second that the header names. The service wrote it at some time after the request
 * was sent, and Cognito exposes the header to other origins; a proxy that does not leaves nothing to report.
 */
function observeDate(environment: CognitoEnvironment, response: Response, elapsedMs: number): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) environment.observeServerTime(date + HALF_A_SECOND_MS, elapsedMs + HALF_A_SECOND_MS);
}

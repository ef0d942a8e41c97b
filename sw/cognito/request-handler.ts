import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import type { CognitoEnvironment } from './environment.js';
import { RequestFailure } from './request-failure.js';

const REQUEST_LIMIT_MS = 10_000; // a renewal, three requests and their pauses, must fit into 50 s

/** A `Date` header leaves out the milliseconds: on the average it is half a second behind the moment it was written. */
const DATE_HEADER_TRUNCATION_MS = 500;

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
  try {
    const response = await fetch(request, { signal });
    observeDate(environment, response);
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return new Response(body.byteLength > 0 ? body : null, { status, statusText, headers });
  } catch (thrown) {
    throw new RequestFailure('unreachable', thrown instanceof Error ? thrown.message : 'The request failed.');
  }
}

/** The header is there only if the service exposes it to other origins, as Cognito does. */
function observeDate(environment: CognitoEnvironment, response: Response): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) environment.observeServerTime(date + DATE_HEADER_TRUNCATION_MS);
}

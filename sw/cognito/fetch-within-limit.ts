import type { Moment } from '../session/server-time.js';
import type { Answer } from './aws-json.js';
import type { CognitoEnvironment } from './environment.js';
import { RequestFailure } from './request-failure.js';

const REQUEST_LIMIT_MS = 10_000; // a renewal, three requests and their pauses, must fit into 50 s

/** A `Date` header leaves out the milliseconds: the moment it was written is half a second later, give or take as much. */
const HALF_A_SECOND_MS = 500;

/**
 * One `fetch`. Rejects with {@link RequestFailure} if the whole answer is not there within 10 s, or with the signal's reason
 * as soon as it aborts. Each answer's `Date`, that of an error too, is reported to
 * {@link CognitoEnvironment.time}.
 */
export async function fetchWithinLimit(
  environment: CognitoEnvironment,
  request: Request,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const limit = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = () => {};
  // A race, and not the signal alone, because some engines forget the signal while a body is read.
  const end = new Promise<never>((_, reject) => {
    const endWith = (reason: unknown) => {
      reject(reason);
      limit.abort();
    };
    abort = () => endWith(signal.reason);
    timer = setTimeout(() => {
      endWith(new RequestFailure('timeout', `No whole answer came within ${REQUEST_LIMIT_MS / 1000} s.`));
    }, REQUEST_LIMIT_MS);
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([fetchWhole(environment, request, limit.signal), end]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** The answer with its body read: an answer that breaks off halfway is no answer. */
async function fetchWhole(environment: CognitoEnvironment, request: Request, signal: AbortSignal): Promise<Answer> {
  const { fetch = globalThis.fetch, time } = environment;
  const sentAt = time.moment();
  try {
    const response = await fetch(request, { signal });
    observeDate(time, response, sentAt);
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (thrown) {
    throw new RequestFailure('unreachable', thrown instanceof Error ? thrown.message : 'The request failed.');
  }
}

/**
 * Reports the moment in the middle of the second that the header names. The service wrote it at some time after the request
 * was sent, and Cognito exposes the header to other origins; a proxy that does not leaves nothing to report.
 */
function observeDate(time: CognitoEnvironment['time'], response: Response, sentAt: Moment): void {
  time.observe(Date.parse(response.headers.get('date') ?? '') + HALF_A_SECOND_MS, sentAt);
}

import type { CognitoEnvironment } from '../environment.js';
import { stillTime } from './still-time.js';

/** A request as the service saw it. */
export interface SeenRequest {
  readonly url: string;
  /** Such as `InitiateAuth`. */
  readonly operation: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly request: Request;
}

export interface RecordedAnswer {
  readonly status?: number;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service for tests: it gives the answers in turn and keeps the requests. An answer may be a function of the request. */
export function recordedService(...answers: readonly (RecordedAnswer | ((seen: SeenRequest) => RecordedAnswer))[]) {
  const requests: SeenRequest[] = [];
  const serverTimes: number[] = [];
  const environment: CognitoEnvironment = {
    time: { ...stillTime(Date.UTC(2025, 2, 4, 9, 5, 0)), observe: (told) => serverTimes.push(told ?? Number.NaN) },
    async fetch(input, init) {
      const request = new Request(input, init);
      const target = request.headers.get('x-amz-target') ?? '';
      const seen = {
        url: request.url,
        operation: target.slice(target.indexOf('.') + 1),
        headers: request.headers,
        body: (await request.clone().json()) as Readonly<Record<string, unknown>>,
        request,
      };
      const answer = answers[requests.push(seen) - 1];
      if (answer === undefined) throw new Error(`Nobody expected the request ${seen.operation}.`);
      const { status = 200, body = {}, headers } = typeof answer === 'function' ? answer(seen) : answer;
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        status,
        headers: { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-RequestId': 'request-1', ...headers },
      });
    },
  };
  return { environment, requests, serverTimes };
}

/** An exception of the service, as it travels. */
export function exception(name: string, message = `${name} says so.`, status = 400): RecordedAnswer {
  return { status, body: { __type: name, message } };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type AwsService,
  errorAnswer,
  type HttpAnswer,
  jsonAnswer,
  preflightAnswer,
  readBody,
  readRequest,
  statusAnswer,
  writeAnswer,
} from './aws-json.js';
import type { Fault, Faults } from './faults.js';
import type { ManagedLogin } from './managed-login.js';
import { optionalString } from './request-input.js';
import { type LoggedRequest, loggedRequest, noteAnswer } from './request-log.js';
import type { ServerClock } from './server-clock.js';
import { ServiceError } from './service-error.js';
import type { Operation } from './user-pool.js';

export interface PipelineContext {
  clock: ServerClock;
  faults: Faults;
  services: Readonly<Record<AwsService, { operation(name: string): Operation | undefined }>>;
  managedLogin: Pick<ManagedLogin, 'endpoint'>;
  /** The public documents, by path. Reading one is the operation `JWKS`. */
  keySetPaths: readonly string[];
  keySet: object;
}

const unknownOperation: Operation = () => {
  throw new ServiceError('UnknownOperationException');
};

/** A request's way through the server: log, gates, faults, the work itself, the answer. */
export class RequestPipeline {
  readonly requests: LoggedRequest[] = [];
  readonly #context: PipelineContext;
  readonly #stopping = new AbortController();

  constructor(context: PipelineContext) {
    this.#context = context;
  }

  /** Serves one HTTP request. Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.#answer(request);
      if (answer === 'cut') response.destroy();
      else writeAnswer(response, answer, this.#context.clock.now());
    } catch {
      // The client went away while its request was being read, or the server is stopping.
      response.destroy();
    }
  }

  /** Ends what is being delayed. */
  stop(): void {
    this.#stopping.abort();
  }

  async #answer(request: IncomingMessage): Promise<HttpAnswer | 'cut'> {
    const { services, keySet, keySetPaths } = this.#context;
    const { method, url, headers } = request;
    if (method === 'OPTIONS') return preflightAnswer();
    const login = await this.#answerLogin(request);
    if (login !== undefined) return login;
    if (method === 'GET') {
      const isKeySet = keySetPaths.includes(url?.split('?')[0] ?? '');
      if (!isKeySet) return jsonAnswer({ message: 'Not found' }, 404);
      const answer = await this.#perform(this.#log('JWKS', {}, headers.origin), () => keySet);
      if (answer !== 'cut') answer.headers['Content-Type'] = 'application/json';
      return answer;
    }
    try {
      const { service, operation, input } = await readRequest(request);
      const entry = this.#log(operation, input, headers.origin);
      const work = services[service].operation(operation) ?? unknownOperation;
      return await this.#perform(entry, () => work(input));
    } catch (error) {
      if (error instanceof ServiceError) return errorAnswer(error);
      throw error;
    }
  }

  #log(...request: Parameters<typeof loggedRequest>): LoggedRequest {
    const entry = loggedRequest(...request);
    this.requests.push(entry);
    return entry;
  }

  /** An operation of one of the services, or a public document. */
  #perform(entry: LoggedRequest, operation: () => Promise<object> | object): Promise<HttpAnswer | 'cut'> {
    return this.#pass(entry, async (fault) => {
      const result = { ...(await operation()) };
      noteAnswer(entry, result);
      return jsonAnswer(fault?.kind === 'body' ? fault.body(result) : result);
    });
  }

  /** Answers a request to managed login; undefined if it is none. */
  async #answerLogin(request: IncomingMessage): Promise<HttpAnswer | 'cut' | undefined> {
    const { method = '', headers } = request;
    const url = request.url ?? '/';
    const { pathname, searchParams: query } = new URL(url, 'http://localhost');
    const found = this.#context.managedLogin.endpoint(method, pathname);
    if (!found) return undefined;
    const [operation, endpoint] = found;
    const form = new URLSearchParams(await readBody(request));
    const { cookie: cookies } = headers;
    const entry = this.#log(operation, {}, headers.origin, { parameters: new Map([...query, ...form]), cookies });
    return this.#pass(entry, async (fault) => {
      const answer = await endpoint({ url, query, form, cookies });
      if (!answer.headers['Content-Type']?.startsWith('application/json')) return answer;
      const content = JSON.parse(answer.body) as Record<string, unknown>;
      entry.issuedRefreshToken = optionalString(content, 'refresh_token');
      return fault?.kind === 'body' ? { ...answer, body: JSON.stringify(fault.body(content)) } : answer;
    });
  }

  /** The work of a request, with whatever gate and fault stand in its way. */
  async #pass(
    entry: LoggedRequest,
    produce: (fault: Fault | undefined) => Promise<HttpAnswer>,
  ): Promise<HttpAnswer | 'cut'> {
    const { faults } = this.#context;
    const isHeldAndDropped = (await faults.pass(entry.operation, 'request')) === 'dropped';
    const fault = isHeldAndDropped ? undefined : faults.strike(entry.operation);
    if (isHeldAndDropped || fault?.kind === 'dropRequest') {
      entry.outcome = 'droppedBeforeWork';
      return 'cut';
    }
    if (fault?.kind === 'delay') await delay(fault.ms, undefined, { signal: this.#stopping.signal });

    const answer = await work(entry, produce, fault);
    const isDropped = (await faults.pass(entry.operation, 'response')) === 'dropped' || fault?.kind === 'dropResponse';
    entry.outcome = isDropped ? 'droppedAfterWork' : 'answered';
    if (isDropped) return 'cut';
    entry.status = answer.status;
    return answer;
  }
}

async function work(
  entry: LoggedRequest,
  produce: (fault: Fault | undefined) => Promise<HttpAnswer>,
  fault: Fault | undefined,
): Promise<HttpAnswer> {
  try {
    if (fault?.kind === 'exception') throw new ServiceError(fault.name, fault.message);
    if (fault?.kind === 'status') {
      const answer = statusAnswer(fault.status);
      entry.errorType = answer.headers['x-amzn-ErrorType']?.replace(':', '');
      return answer;
    }
    return await produce(fault);
  } catch (error) {
    const isService = error instanceof ServiceError;
    entry.errorType = isService ? error.name : 'InternalErrorException';
    return isService ? errorAnswer(error) : statusAnswer(500);
  }
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestInput } from './request-input.js';
import { ServiceError } from './service-error.js';

/** What goes out, before it is written. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type AwsService = 'AWSCognitoIdentityProviderService' | 'AWSCognitoIdentityService';

export interface AwsJsonRequest {
  service: AwsService;
  operation: string;
  input: RequestInput;
}

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** The headers that a page may send, as both services list them. */
const ALLOWED_HEADERS = [
  'Authorization',
  'Cache-Control',
  'Content-Type',
  'Date',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Target',
  'X-Amz-Content-Sha256',
  'X-Amz-User-Agent',
  'X-Amzn-Platform-Id',
  'X-Amzn-Trace-Id',
  'Amz-Sdk-Invocation-Id',
  'Amz-Sdk-Request',
].join(',');

const PREFLIGHT_MAX_AGE_SECONDS = 172_800;

/** The answer to a CORS preflight. */
export const preflightAnswer = (): HttpAnswer => ({
  status: 200,
  headers: {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET,POST',
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE_SECONDS),
  },
  body: '',
});

/** A JSON answer with the headers every operation has. */
export function jsonAnswer(content: unknown, status = 200): HttpAnswer {
  return {
    status,
    headers: {
      'Content-Type': CONTENT_TYPE,
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
      'x-amzn-RequestId': randomUUID(),
    },
    // A body that a fault has altered to undefined leaves as an empty one.
    body: JSON.stringify(content) ?? '',
  };
}

/** An exception, as the services put it: 400 unless said otherwise, its name in the body and in a header. */
export function errorAnswer({ name, message }: ServiceError, status = 400): HttpAnswer {
  const answer = jsonAnswer({ __type: name, ...(message && { message }) }, status);
  answer.headers['x-amzn-ErrorType'] = `${name}:`; // the colon is Cognito's
  if (message && /^[\x20-\x7e]*$/.test(message)) answer.headers['x-amzn-ErrorMessage'] = message;
  return answer;
}

/** What AWS answers with a status and no exception of the operation. */
export function statusAnswer(status: number): HttpAnswer {
  if (status === 429) return errorAnswer(new ServiceError('TooManyRequestsException', 'Rate exceeded'), status);
  if (status === 500) return errorAnswer(new ServiceError('InternalErrorException', 'Something went wrong'), status);
  const answer = jsonAnswer(undefined, status);
  answer.headers['Content-Type'] = 'text/html';
  answer.body = `<html><body><h1>${status}</h1>The service cannot answer at the moment.</body></html>`;
  return answer;
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const isService = (name: string | undefined): name is AwsService =>
  name === 'AWSCognitoIdentityProviderService' || name === 'AWSCognitoIdentityService';

/**
 * Reads a request of either service.
 *
 * @throws ServiceError UnknownOperationException or SerializationException
 */
export async function readRequest(request: IncomingMessage): Promise<AwsJsonRequest> {
  const body = await readBody(request);
  const [service, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
  if (!isService(service) || !operation) throw new ServiceError('UnknownOperationException');
  try {
    const input: unknown = JSON.parse(body);
    if (typeof input === 'object' && input !== null) return { service, operation, input: input as RequestInput };
  } catch {
    // Told below, as for JSON that is no object.
  }
  throw new ServiceError('SerializationException', 'The request body is not a JSON object.');
}

/**
 * Writes an answer, dated by the server's clock.
 *
 * Each closes its connection. Browsers silently send a request again, a POST too, when a connection that had served
 * before is cut without an answer; on a new one they do not. So a dropped answer is what a test sees, and not a repeat.
 */
export function writeAnswer(response: ServerResponse, { status, headers, body }: HttpAnswer, now: number): void {
  response.sendDate = false;
  response.writeHead(status, {
    ...headers,
    Connection: 'close',
    Date: new Date(now).toUTCString(),
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

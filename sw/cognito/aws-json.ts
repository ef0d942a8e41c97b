import { JsonCodec2, loadJsonRpcErrorCode } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { TimestampEpochSecondsSchema } from '@smithy/types';
import { nameOf, type Operation } from './operation.js';

/**
 * AWS JSON 1.1, the protocol of both services: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 *
 * The bodies are written and read by the AWS SDK's own codec, with the settings of its `AwsJson1_1Protocol`. That class itself
 * is left out: it holds an `import()` of event streams, which a service worker may not have and which costs 9 kB. What
 * remains of it is here, and a test compares it with what the SDK's clients send and understand.
 */
const EPOCH_SECONDS: TimestampEpochSecondsSchema = 7;
const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName: false });

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What an answer that is no success says. */
export interface AnsweredException {
  readonly status: number;
  /** Such as `NotAuthorizedException`. Absent where the service did not name what is wrong. */
  readonly name?: string;
  /** Empty where there is none. */
  readonly message: string;
  readonly requestId?: string;
}

/**
 * What to post.
 *
 * @param service the name that the protocol has for the service, such as `AWSCognitoIdentityService`.
 */
export function serializeRequest<Input extends object, Output>(
  service: string,
  operation: Operation<Input, Output>,
  input: Input,
) {
  const [, , , , inputSchema] = operation;
  const serializer = codec.createSerializer();
  serializer.write(NormalizedSchema.of(inputSchema), input);
  return {
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${service}.${nameOf(operation)}` },
    body: new Uint8Array(serializer.flush()),
  };
}

/**
 * The output in a successful answer, without whatever the schema does not know.
 *
 * @throws if the body is not JSON, or has a timestamp that is none. The error may quote the body.
 */
export async function deserializeOutput<Input extends object, Output>(
  operation: Operation<Input, Output>,
  { body }: Answer,
): Promise<Output> {
  const [, , , , , outputSchema] = operation;
  const output: unknown = await codec.createDeserializer().read(NormalizedSchema.of(outputSchema), body);
  return toRecord(output) as Output;
}

/** The exception in any other answer, which may come from a proxy and be no JSON at all. */
export function deserializeException({ status, headers, body }: Answer): AnsweredException {
  const data = parseRecord(body);
  const name = data && errorCode(headers, data);
  const message = data?.['message'] ?? data?.['Message'];
  const requestId = headers.get('x-amzn-requestid');
  return {
    status,
    ...(name && { name }),
    message: typeof message === 'string' ? message : '',
    ...(requestId !== null && { requestId }),
  };
}

function errorCode(headers: Headers, data: Readonly<Record<string, unknown>>): string | undefined {
  try {
    return loadJsonRpcErrorCode({ statusCode: 0, headers: Object.fromEntries(headers) }, data);
  } catch {
    return undefined; // it takes for granted that a name is a text
  }
}

function parseRecord(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return toRecord(body === '' ? {} : JSON.parse(body));
  } catch {
    return undefined;
  }
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

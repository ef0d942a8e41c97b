import { readShape, writeShape } from './aws-json-shapes.js';
import { nameOf, type Operation } from './operation.js';

/**
 * AWS JSON 1.1, the protocol of both services: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 *
 * The bodies follow the schemas that the AWS SDK's packages export. The SDK's own codec and its `AwsJson1_1Protocol` are left
 * out: they know every kind of value that any service has, bring 35 kB of code for it (minified), and hold an `import()` of
 * event streams, which a service worker may not have. What these two services need of them is here and in
 * aws-json-shapes.ts, and tests compare it with what the SDK's clients send and understand, for every operation in use.
 */

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
  return {
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${service}.${nameOf(operation)}` },
    body: new TextEncoder().encode(JSON.stringify(writeShape(inputSchema, input))),
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
  return readShape(outputSchema, toRecord(JSON.parse(body || '{}'))) as Output;
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

/** The first that is there counts, even if it is no name. */
function errorCode(headers: Headers, data: Readonly<Record<string, unknown>>): string | undefined {
  const code = Object.keys(data).find((key) => key.toLowerCase() === 'code');
  const name = data['__type'] ?? (code && data[code]) ?? headers.get('x-amzn-errortype');
  // A namespace may stand before it, and a URI behind it: `com.amazonaws#NotAuthorizedException:http://…`.
  const [words = ''] = typeof name === 'string' ? name.split(/[,:]/) : [];
  return words.split('#')[1] ?? words;
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

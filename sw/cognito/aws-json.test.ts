import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { describe, expect, test } from 'vitest';
import { type Answer, deserializeException, deserializeOutput, serializeRequest } from './aws-json.js';
import * as identityPoolOperations from './identity-pool-operations.js';
import { nameOf } from './operation.js';
import { OPERATIONS_IN_USE, SERVICES } from './testing/operations-in-use.js';
import { sampleOf } from './testing/sample-of.js';

/**
 * What we lean on in the AWS SDK's packages, compared with what their own clients do. If one of these tests fails after an
 * update, aws-json.ts no longer is what the SDK's protocol is.
 */

const answerOf = (body: string, status = 200, headers = {}): Answer => ({
  status,
  headers: new Headers(headers),
  body,
});
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** An operation whose input is the output of another, to write what a service would answer. */
function answering([kind, namespace, name, traits, , output]: StaticOperationSchema): StaticOperationSchema {
  return [kind, namespace, name, traits, output, output];
}

describe.each(OPERATIONS_IN_USE)('$service.$name', ({ service, sendAsSdk, name, operation }) => {
  const input = sampleOf(operation[4]) as object;

  test('is the schema of an operation of that name', () => {
    const [kind, namespace, , , inputSchema, outputSchema, ...rest] = operation;
    expect(kind).toBe(9);
    expect(namespace).toMatch(/^com\.amazonaws\.cognitoidentity/);
    expect(nameOf(operation)).toBe(name);
    expect(NormalizedSchema.of(inputSchema).isStructSchema()).toBe(true);
    const output = NormalizedSchema.of(outputSchema);
    expect(output.isStructSchema() || output.isUnitSchema()).toBe(true);
    expect(rest).toEqual([]);
  });

  test('is sent as the AWS SDK sends it, which does not sign it', async () => {
    const { request } = await sendAsSdk(name, input, answerOf('{}'));
    const { headers, body } = serializeRequest(service, operation, input);
    expect(request.headers).toMatchObject(headers);
    expect(request.headers).not.toHaveProperty('authorization');
    expect(textOf(body)).toBe(textOf(request.body));
    expect(JSON.parse(textOf(body))).not.toEqual({});
  });

  test('is understood as the AWS SDK understands it', async () => {
    const body = textOf(serializeRequest(service, answering(operation), sampleOf(operation[5]) as object).body);
    const withNews = JSON.stringify({ ...(JSON.parse(body) as object), NewMember: { of: 'a later version' } });
    for (const answer of [body, withNews, '{}', ''].map((text) => answerOf(text))) {
      const { output } = await sendAsSdk(name, input, answer);
      const { $metadata: _, ...expected } = output as { readonly $metadata: unknown };
      expect(await deserializeOutput(operation, answer)).toEqual(expected);
    }
  });
});

describe('an exception', () => {
  test.each([
    ['a bare name', answerOf('{"__type":"NotAuthorizedException","message":"No."}', 400)],
    ['a namespace', answerOf('{"__type":"com.amazonaws#NotAuthorizedException","message":"No."}', 400)],
    ['a URI behind its name', answerOf('{"__type":"NotAuthorizedException:http://x/","Message":"No."}', 400)],
    ['its name in code', answerOf('{"code":"NotAuthorizedException","message":"No."}', 400)],
    ['its name in a header', answerOf('', 400, { 'x-amzn-errortype': 'NotAuthorizedException:http://x/' })],
    ['a name that the SDK does not know', answerOf('{"__type":"NewException","message":"No."}', 400)],
    ['no name', answerOf('{"message":"No."}', 500)],
    ['no message', answerOf('{"__type":"InternalErrorException"}', 500)],
    ['nothing', answerOf('{}', 500)],
  ])('with %s is read as the AWS SDK reads it', async (_, answer) => {
    for (const [, sendAsSdk, operations] of SERVICES) {
      const [operation] = Object.keys(operations);
      const { thrown } = await sendAsSdk(operation!, {}, answer);
      const { name = 'Unknown', message } = deserializeException(answer);
      expect(thrown).toMatchObject({ name, message: message || 'UnknownError' });
    }
  });

  test.each(['<h1>busy</h1>', '"text"', 'null', '[1]', '{"__type":null}', '{"__type":{}}', '{"__type":""}'])(
    'that is %s has neither name nor message',
    (body) => {
      expect(deserializeException(answerOf(body, 500))).toEqual({ status: 500, message: '' });
    },
  );

  test('has the id of its request', () => {
    const answer = answerOf('{"__type":"SlowDown"}', 503, { 'x-amzn-RequestId': 'request-1' });
    expect(deserializeException(answer)).toMatchObject({ name: 'SlowDown', requestId: 'request-1' });
  });
});

test.each(['null', '"text"', '[]', '{"IdentityId":null}'])('an output that is %s has no members', async (body) => {
  expect(await deserializeOutput(identityPoolOperations.GetId, answerOf(body))).toEqual({});
});

test('an output that is no JSON is an error', async () => {
  await expect(deserializeOutput(identityPoolOperations.GetId, answerOf('<h1>log in</h1>'))).rejects.toThrow();
});

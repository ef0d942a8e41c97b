import { NormalizedSchema } from '@smithy/core/schema';
import type { $SchemaRef } from '@smithy/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Answer, deserializeOutput, serializeRequest } from './aws-json.js';
import { writeShape } from './aws-json-shapes.js';
import * as identityPoolOperations from './identity-pool-operations.js';
import { OPERATIONS_IN_USE } from './testing/operations-in-use.js';
import * as userPoolOperations from './user-pool-operations.js';

/**
 * The codec against the SDK's own, by values of every shape that the operations' schemas allow. If one of these tests fails
 * after an update of the packages, aws-json-shapes.ts has to learn what is new.
 */

const RUNS = { numRuns: 20 };

const text = fc.string({ unit: 'binary' }); // lone surrogates and control characters among them
const key = text.filter((name) => name !== '__proto__'); // which the SDK reads into a prototype
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));

/** What stands in for a moment, a member that is not given, and a member of a later version: it depends on the direction. */
interface Side {
  readonly moment: fc.Arbitrary<unknown>;
  readonly nothing: fc.Arbitrary<unknown>;
  readonly news: fc.Arbitrary<object>;
}

const INPUT: Side = {
  moment: fc.date({ noInvalidDate: true }),
  nothing: fc.constantFrom(undefined, null),
  news: fc.constantFrom({}, { LaterMember: 'of a later version' }),
};
const OUTPUT: Side = {
  moment: fc.double({ min: -1e9, max: 4e9, noNaN: true }),
  nothing: fc.constant(null),
  news: INPUT.news,
};

function anyOf(ref: $SchemaRef, side: Side): fc.Arbitrary<unknown> {
  const schema = NormalizedSchema.of(ref);
  if (schema.isUnitSchema()) return fc.constant({});
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].map(([name, member]) => {
      const value = fc.oneof({ weight: 5, arbitrary: anyOf(member, side) }, { weight: 1, arbitrary: side.nothing });
      return [name, value] as const;
    });
    return fc
      .tuple(fc.record(Object.fromEntries(members), { requiredKeys: [] }), side.news)
      .map(([known, news]) => ({ ...news, ...known }));
  }
  if (schema.isListSchema()) {
    const item = anyOf(schema.getValueSchema(), side);
    return fc.array(fc.oneof({ weight: 5, arbitrary: item }, { weight: 1, arbitrary: fc.constant(null) }), {
      maxLength: 4,
    });
  }
  if (schema.isMapSchema()) {
    const value = anyOf(schema.getValueSchema(), side);
    return fc.dictionary(key, fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: side.nothing }), {
      noNullPrototype: true,
    });
  }
  if (schema.isStringSchema()) return text;
  if (schema.isNumericSchema()) return number;
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isTimestampSchema()) return side.moment;
  if (schema.isDocumentSchema()) return DOCUMENT;
  throw new Error(`aws-json-shapes.ts knows nothing of ${schema.getName(true)}.`);
}

/** The JSON of a passkey's ceremony: the SDK would make something else of numbers that JavaScript cannot hold. */
const { document: DOCUMENT } = fc.letrec((tie) => ({
  document: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie('document'), { maxLength: 3 }),
    fc.dictionary(key, tie('document'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** Every schema that can be reached from one, itself included. */
function reachable(ref: $SchemaRef, found = new Set<NormalizedSchema>(), seen = new Set<unknown>()) {
  const schema = NormalizedSchema.of(ref);
  found.add(schema);
  if (seen.has(schema.getSchema())) return found;
  seen.add(schema.getSchema());
  if (schema.isStructSchema()) for (const [, member] of schema.structIterator()) reachable(member, found, seen);
  if (schema.isListSchema() || schema.isMapSchema()) reachable(schema.getValueSchema(), found, seen);
  return found;
}

/** What the SDK reads, without the nulls that it lets stand in lists, against the types that it declares. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

const answerOf = (body: string): Answer => ({ status: 200, headers: new Headers(), body });
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe.each(OPERATIONS_IN_USE)('$service.$name', ({ service, sendAsSdk, name, operation }) => {
  const [, , , , input, output] = operation;

  test('has no schema that means more than its shape', () => {
    for (const schema of [...reachable(input), ...reachable(output)]) {
      expect(schema.isUnionSchema() || schema.isStreaming() || schema.isBlobSchema()).toBe(false);
      expect(Object.keys(schema.getMergedTraits()).filter((trait) => trait !== 'sensitive')).toEqual([]);
      if (schema.isTimestampSchema()) expect(schema.getSchema()).toBe(4); // in the protocol's own format
    }
  });

  test('is written for any input as the AWS SDK writes it', async () => {
    await fc.assert(
      fc.asyncProperty(anyOf(input, INPUT), async (value) => {
        const { request } = await sendAsSdk(name, structuredClone(value) as object, answerOf('{}'));
        expect(textOf(serializeRequest(service, operation, value as object).body)).toBe(textOf(request.body));
      }),
      RUNS,
    );
  });

  test('is read for any answer as the AWS SDK reads it', async () => {
    await fc.assert(
      fc.asyncProperty(anyOf(output, OUTPUT), async (value) => {
        const answer = answerOf(JSON.stringify(value));
        const { output: read, thrown } = await sendAsSdk(name, {}, answer);
        expect(thrown).toBeUndefined();
        const { $metadata: _, ...expected } = read as { readonly $metadata: unknown };
        expect(await deserializeOutput(operation, answer)).toEqual(withoutNulls(expected));
      }),
      RUNS,
    );
  });
});

test.each([true, 'soon', '', {}, []])('a moment that is %j is an error', async (Expiration) => {
  const answer = answerOf(JSON.stringify({ Credentials: { Expiration } }));
  await expect(deserializeOutput(identityPoolOperations.GetCredentialsForIdentity, answer)).rejects.toThrow();
});

test('a member of another kind than the schema says is missing, and so are the nulls of a list', async () => {
  const answer = {
    ChallengeName: 5,
    Session: ['text'],
    ChallengeParameters: { a: 1, b: null, c: 'text', d: {} },
    AvailableChallenges: ['PASSWORD', null, 7, {}],
    AuthenticationResult: { IdToken: {}, ExpiresIn: '3600', NewDeviceMetadata: [], RefreshToken: 'text' },
  };
  expect(await deserializeOutput(userPoolOperations.InitiateAuth, answerOf(JSON.stringify(answer)))).toEqual({
    ChallengeParameters: { c: 'text' },
    AvailableChallenges: ['PASSWORD'],
    AuthenticationResult: { RefreshToken: 'text' },
  });
});

test('a moment is written in seconds', () => {
  expect(writeShape([64 | 4, 0], [new Date(1500)])).toEqual([1.5]);
});

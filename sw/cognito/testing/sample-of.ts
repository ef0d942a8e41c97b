import { NormalizedSchema } from '@smithy/core/schema';
import type { $SchemaRef } from '@smithy/types';

/** What a JSON writer could get wrong: quotes, a backslash, a line break, letters of two, three and four bytes. */
const TEXT = 'a "text" \\ with\nlines, é, €, 🔑';
const MOMENT = new Date(1_741_079_100_500);

/** A value with every member that a schema knows, for tests that hold for any operation. */
export function sampleOf(ref: $SchemaRef): unknown {
  const schema = NormalizedSchema.of(ref);
  if (schema.isUnitSchema()) return {};
  if (schema.isStructSchema()) {
    return Object.fromEntries([...schema.structIterator()].map(([name, member]) => [name, sampleOf(member)]));
  }
  if (schema.isListSchema()) return [sampleOf(schema.getValueSchema()), sampleOf(schema.getValueSchema())];
  if (schema.isMapSchema()) return { [TEXT]: sampleOf(schema.getValueSchema()) };
  if (schema.isStringSchema()) return TEXT;
  if (schema.isNumericSchema()) return 42;
  if (schema.isBooleanSchema()) return true;
  if (schema.isTimestampSchema()) return MOMENT;
  if (schema.isBlobSchema()) return new TextEncoder().encode(TEXT);
  if (schema.isDocumentSchema()) return { any: ['thing', 42, true, { deeper: TEXT }] };
  throw new Error(`There is no sample for ${schema.getName(true)}.`);
}

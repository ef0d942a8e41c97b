import type { $SchemaRef } from '@smithy/types';

/**
 * The kinds of values in the schemas of the AWS SDK's packages that bear on their JSON, as numbers, or in the first place of an
 * array. All others are in JSON what they are in JavaScript. `@smithy/types` has them in schema/static-schemas.d.ts, and how
 * they are put together in schema/schema.d.ts. A test sees to it that no operation in use has a kind that is not here, and that
 * the JSON is the SDK's.
 */
const NAMED = 0; // [0, namespace, name, traits, schema]
const LIST = 1; // [1, namespace, name, traits, item]
const MAP = 2; // [2, namespace, name, traits, key, value]
const STRUCTURE = 3; // [3, namespace, name, traits, names of members, their schemas, ...]
const TIMESTAMP = 4;
const LIST_OF = 64; // 64 | kind of its items
const MAP_OF = 128; // 128 | kind of its values

type JsonObject = Readonly<Record<string, unknown>>;

/** What JSON is to be made of: the input's members that the schema knows, in its order, and moments in seconds. */
export function writeShape(schema: $SchemaRef, value: unknown): unknown {
  return convert(schema, value, (moment) => (moment as Date).getTime() / 1000, isThere);
}

/**
 * The output in parsed JSON, without whatever the schema does not know.
 *
 * @throws if a timestamp is none.
 */
export function readShape(schema: $SchemaRef, value: unknown): unknown {
  return convert(schema, value, toMoment, () => true);
}

/** @param isKept whether a list's item, or a map's value, is to be there. */
function convert(
  ref: unknown,
  value: unknown,
  convertMoment: (value: unknown) => unknown,
  isKept: (value: unknown) => boolean,
): unknown {
  const schema = resolve(ref);
  const [kind, parts] = Array.isArray(schema) ? [schema[0], schema] : [schema, []];
  const inner = (of: unknown, part: unknown) => convert(of, part, convertMoment, isKept);
  if (value === undefined || value === null) return value;
  if (kind === TIMESTAMP) return convertMoment(value);
  if (typeof value !== 'object') return value;
  if (kind === STRUCTURE) {
    const [, , , , names, schemas] = parts;
    const members = (names as string[]).map((name, at) => [name, (value as JsonObject)[name], schemas[at]] as const);
    return Object.fromEntries(
      members.filter(([, member]) => isThere(member)).map(([name, member, of]) => [name, inner(of, member)]),
    );
  }
  if (kind === LIST || (kind & LIST_OF) !== 0) {
    const of = parts[4] ?? kind - LIST_OF;
    return (value as unknown[]).filter(isKept).map((item) => inner(of, item));
  }
  if (kind === MAP || (kind & MAP_OF) !== 0) {
    const of = parts[5] ?? kind - MAP_OF;
    const entries = Object.entries(value).filter(([, item]) => isKept(item));
    return Object.fromEntries(entries.map(([key, item]) => [key, inner(of, item)]));
  }
  return value;
}

/** Schemas refer to each other by functions, and to those of members by pairs of a schema and traits, such as that it is a secret. */
function resolve(ref: unknown): unknown {
  if (typeof ref === 'function') return resolve(ref());
  if (Array.isArray(ref) && ref.length === 2) return resolve(ref[0]);
  return Array.isArray(ref) && ref[0] === NAMED ? resolve(ref[4]) : ref;
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function toMoment(seconds: unknown): Date {
  const isGiven = typeof seconds === 'number' || (typeof seconds === 'string' && seconds !== '');
  const moment = new Date(isGiven ? Math.round(Number(seconds) * 1000) : Number.NaN);
  if (Number.isNaN(moment.getTime())) throw new TypeError('A timestamp is not a number of seconds.');
  return moment;
}

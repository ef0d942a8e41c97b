import type { $SchemaRef } from '@smithy/types';

/**
 * The kinds of values in the schemas of the AWS SDK's packages that bear on their JSON, as numbers, or in the first place of an
 * array. All others are in JSON what they are in JavaScript. `@smithy/types` has them in schema/static-schemas.d.ts, and how
 * they are put together in schema/schema.d.ts. A test sees to it that no operation in use has a kind that is not here, and that
 * the JSON is the SDK's.
 */
const SCALARS = ['string', 'number', 'boolean']; // each at the place of its kind
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
  return convert(schema, value, (moment) => (moment as Date).getTime() / 1000);
}

/**
 * The output in parsed JSON, without whatever the schema does not know or has another kind for: what is of the wrong kind is
 * missing, so that whoever reads a text has a text. A list's items and a map's values are all there, where the SDK lets null pass.
 *
 * @throws if a timestamp is none.
 */
export function readShape(schema: $SchemaRef, value: unknown): unknown {
  return convert(schema, value, toMoment);
}

function convert(ref: unknown, value: unknown, convertMoment: (value: unknown) => unknown): unknown {
  const schema = resolve(ref);
  const [kind, parts] = Array.isArray(schema) ? [schema[0], schema] : [schema, []];
  if (!isThere(value)) return undefined;
  if (kind === TIMESTAMP) return convertMoment(value);
  if (schema === kind && kind < SCALARS.length) return typeof value === SCALARS[kind] ? value : undefined;
  const inner = (of: unknown, part: unknown) => convert(of, part, convertMoment);
  if (kind === LIST || (kind & LIST_OF) !== 0) {
    const of = parts[4] ?? kind - LIST_OF;
    return Array.isArray(value) ? value.map((item) => inner(of, item)).filter(isThere) : undefined;
  }
  const isMap = kind === MAP || (kind & MAP_OF) !== 0;
  if (!isMap && kind !== STRUCTURE) return value;
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const members: [string, unknown][] = isMap
    ? Object.entries(value as JsonObject).map(([key, item]) => [key, inner(parts[5] ?? kind - MAP_OF, item)])
    : (parts[4] as string[]).map((name, at) => [name, inner(parts[5][at], (value as JsonObject)[name])]);
  return Object.fromEntries(members.filter(([, member]) => isThere(member)));
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

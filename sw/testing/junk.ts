import fc from 'fast-check';
import { base64url } from 'jose';

/** Names that JavaScript has on every object, and which a table without a null prototype takes for its own. */
const NAMES_OF_OBJECTS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
];

const MOMENTS = [0, -1, 1e12, 1.7e9, 8.64e12, 8.64e15, 1e300, -1e300, Number.MAX_VALUE, 2 ** 53, 0.1];

const claimName = fc.constantFrom('sub', 'cognito:username', 'iat', 'exp', 'iss', 'aud', 'nonce', '__proto__');

/** What a text must not be taken for: nearly anything in base64url, with dots or without. */
export const brokenJwt: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('e', 'y', 'J', '.', '-', '_', '=', '+', '/', ' '), maxLength: 30 }),
  fc.json({ maxDepth: 2 }).map(jwtWithPayload),
  fc
    .dictionary(claimName, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 6 })
    .map((claims) => jwtWithPayload(JSON.stringify(claims))),
  fc
    .record({ sub: fc.constant('sub-ada'), iat: fc.constantFrom(...MOMENTS), exp: fc.constantFrom(...MOMENTS) })
    .map((claims) => jwtWithPayload(JSON.stringify(claims))),
);

export function jwtWithPayload(payload: string): string {
  return ['{"alg":"RS256"}', payload, 'signature'].map((part) => base64url.encode(part)).join('.');
}

const LONG = 50_000;

/** Junk that is very long is written `{ $long: … }`, so that a failing test can be read. */
export function unfold(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$long' in value)) return value;
  return `eyJ${String(value.$long).repeat(LONG)}`;
}

/** Whether a text is what {@link unfold} makes. The same may have been put anywhere else, so that it is nobody's secret. */
export function isLongJunk(text: string): boolean {
  return text.length >= LONG && text.startsWith('eyJ');
}

/** A value of JSON where another was expected. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', ' ', 0, [], {}, [null], [[]], '[]', '{}', 'null', '["__proto__"]'),
  fc.constantFrom<unknown>(...NAMES_OF_OBJECTS, ...MOMENTS),
  fc.constantFrom<unknown>({ $long: 'x' }, { $long: 'eyJ-' }, { $long: '.' }, '\u0000\ud800', '"\\\n'),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string(),
  brokenJwt,
);

/** What is done to one value of JSON: where it is put, counted through all places in it, and what. */
export type Mutation =
  | { readonly put: unknown; readonly at: number }
  | { readonly remove: number }
  | { readonly add: string; readonly value: unknown; readonly at: number };

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: junk, at: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat(60) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      add: fc.oneof(fc.constantFrom(...NAMES_OF_OBJECTS), fc.string()),
      value: junk,
      at: fc.nat(60),
    }),
  },
);

/** The value with the mutation done to it. Whatever is in it stays plain data, with `__proto__` as a name like any other. */
export function mutate(value: unknown, how: Mutation): unknown {
  const places = countPlaces(value);
  const chosen = ('remove' in how ? how.remove : how.at) % places;
  let counted = 0;

  function walk(here: unknown): unknown {
    const isChosen = counted++ === chosen;
    if (isChosen && 'put' in how) return unfold(how.put);
    if (isChosen && 'remove' in how) return undefined;
    if (Array.isArray(here)) return here.map(walk).filter((item) => item !== undefined);
    if (!isPlain(here)) return here;
    const members = Object.entries(here).map(([name, member]) => [name, walk(member)] as const);
    const added = isChosen && 'add' in how ? [[how.add, unfold(how.value)] as const] : [];
    return Object.fromEntries([...members, ...added].filter(([, member]) => member !== undefined));
  }

  return walk(value);
}

function countPlaces(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countPlaces(item), 1);
  if (!isPlain(value)) return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + countPlaces(member), 1);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

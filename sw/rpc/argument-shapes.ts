import * as v from 'valibot';

/** A text that is there. Two thousand characters are generous for any real input, and small for a message that means harm. */
export const text = (name: string, longest = 2_048) =>
  v.pipe(
    v.string(`${name} must be a string`),
    v.nonEmpty(`${name} must not be empty`),
    v.maxLength(longest, `${name} must have at most ${longest} characters`),
  );

/** An absolute URL, as a window's address is one. */
export const address = (name: string, longest: number) =>
  v.pipe(
    text(name, longest),
    v.check((url) => URL.canParse(url), `${name} must be an absolute URL`),
  );

const PlainObject = v.custom<object>(isPlainObject, 'must be a plain object');

/** Not a Map, a Date or a list, which have no known fields either and would pass for an object without any. */
export const plainObject = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(PlainObject, v.strictObject(entries));

/** As {@link plainObject}; fields that are not named here are let go. */
export const plainObjectWith = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(PlainObject, v.object(entries));

export function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** An object of texts by any names. */
export const StringMap = v.pipe(PlainObject, v.record(v.string(), v.string()));

/** The limits that the API has for the names that its fields have in common. */
export const username = text('username', 128);
export const password = (name: string) => text(name, 256);
export const confirmationCode = text('confirmationCode', 2_048);

/** The limits of the API's `AttributeType`. A value may be empty, which deletes it. */
const attributeName = v.pipe(v.string(), v.nonEmpty(), v.maxLength(32));
export const attributeValue = v.pipe(v.string(), v.maxLength(2_048));

/** `AttributeType`s as an object. What is undefined is left out. */
export const Attributes = v.pipe(
  PlainObject,
  v.record(attributeName, v.optional(attributeValue)),
  v.transform((attributes) =>
    Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)),
  ),
);

export const attributeKey = (name: string) => text(name, 32);

export const VerifiableAttributeKey = v.picklist(['email', 'phone_number']);

export const Options = v.optional(plainObject({ clientMetadata: v.optional(StringMap) }));

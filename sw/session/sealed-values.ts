import type { Sealer, SealPurpose } from './ports.js';
import type { Sealed, SessionRecord } from './record.js';
import { without } from './without.js';

/** A sealed value of the record, and what it was sealed for. */
export interface SealedValue {
  readonly sealed: Sealed<unknown>;
  readonly purpose: SealPurpose;
}

/** Whatever has a sealed value in the record. */
interface Holder {
  readonly sealed: Sealed<unknown>;
}

/** What becomes of a holder: itself, another, or nothing where it is to go with all that is in it. */
type MapHolder = <H extends Holder>(holder: H, purpose: SealPurpose) => H | undefined;

/**
 * Goes through every place of the record that is sealed: this is the one list of them. The record, and each part of it, is
 * the same object where nothing in it has become another.
 */
export function mapSealed(record: SessionRecord, map: MapHolder): SessionRecord {
  const signIn = mapPart(record, 'signIn', (each) => mapPart(each, 'tokens', (tokens) => map(tokens, 'tokens')));
  const federation = mapPart(signIn, 'federation', (each) => map(each, 'federation'));
  const identity = mapPart(federation, 'identity', (each) =>
    mapPart(each, 'credentials', (credentials) => map(credentials, 'credentials')),
  );
  const revocations = mapPart(identity, 'revocations', (all) => mapEach(all, (each) => map(each, 'tokens')));
  const challenges = mapPart(revocations, 'challenges', (all) => mapValues(all, (each) => map(each, 'challenge')));
  const redirects = mapPart(challenges, 'redirects', (all) =>
    mapValues(all, (each) => (isHolder(each) ? map(each, 'redirect') : each)),
  );
  return mapPart(redirects, 'devices', (all) => mapValues(all, (each) => map(each, 'device')));
}

/** Everything in the record that is sealed. */
export function sealedValuesOf(record: SessionRecord): SealedValue[] {
  const values: SealedValue[] = [];
  mapSealed(record, (holder, purpose) => {
    values.push({ sealed: holder.sealed, purpose });
    return holder;
  });
  return values;
}

/** What the record holds under another key than the one that seals now. */
export function outdatedValuesOf(record: SessionRecord, sealer: Pick<Sealer, 'isCurrent'>): SealedValue[] {
  return sealedValuesOf(record).filter(({ sealed }) => !sealer.isCurrent(sealed));
}

/** Tells one sealed value from every other: an initialization vector is never used twice. */
export function sealName({ iv, keyId }: Sealed<unknown>): string {
  return `${keyId ?? ''} ${iv.join()}`;
}

function isHolder<T extends { readonly sealed?: Sealed<unknown> }>(value: T): value is T & Holder {
  return value.sealed !== undefined;
}

function mapPart<T extends object, K extends keyof T>(
  whole: T,
  key: K,
  map: (part: NonNullable<T[K]>) => T[K] | undefined,
): T {
  const part = whole[key];
  if (part === undefined || part === null) return whole;
  const mapped = map(part);
  if (mapped === part) return whole;
  return mapped === undefined ? (without(whole, key) as T) : { ...whole, [key]: mapped };
}

function mapEach<T>(all: readonly T[], map: (each: T) => T | undefined): readonly T[] {
  const mapped = all.map(map);
  return mapped.some((each, index) => each !== all[index]) ? mapped.filter((each) => each !== undefined) : all;
}

function mapValues<T>(all: Readonly<Record<string, T>>, map: (each: T) => T | undefined): Readonly<Record<string, T>> {
  return Object.keys(all).reduce(
    (whole, key) => mapPart(whole, key, map as (part: NonNullable<T>) => T | undefined),
    all,
  );
}

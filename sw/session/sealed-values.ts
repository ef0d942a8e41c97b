import type { Sealer, SealPurpose } from './ports.js';
import type { Sealed, SessionRecord } from './record.js';

/** A sealed value of the record, and what it was sealed for. */
export interface SealedValue {
  readonly sealed: Sealed<unknown>;
  readonly purpose: SealPurpose;
}

/** Everything in the record that is sealed. */
export function sealedValuesOf(record: SessionRecord): SealedValue[] {
  const { signIn, federation, identity, revocations, challenges, redirects = {}, devices = {} } = record;
  return [
    ...(signIn?.tokens ? [{ sealed: signIn.tokens.sealed, purpose: 'tokens' as const }] : []),
    ...(federation ? [{ sealed: federation.sealed, purpose: 'federation' as const }] : []),
    ...(identity?.credentials ? [{ sealed: identity.credentials.sealed, purpose: 'credentials' as const }] : []),
    ...revocations.map(({ sealed }) => ({ sealed, purpose: 'tokens' as const })),
    ...Object.values(challenges).map(({ sealed }) => ({ sealed, purpose: 'challenge' as const })),
    ...Object.values(redirects).flatMap(({ sealed }) => (sealed ? [{ sealed, purpose: 'redirect' as const }] : [])),
    ...Object.values(devices).map(({ sealed }) => ({ sealed, purpose: 'device' as const })),
  ];
}

/** What the record holds under another key than the one that seals now. */
export function outdatedValuesOf(record: SessionRecord, sealer: Sealer): SealedValue[] {
  return sealedValuesOf(record).filter(({ sealed }) => !sealer.isCurrent(sealed));
}

/** Tells one sealed value from every other: an initialization vector is never used twice. */
export function sealName({ iv, keyId }: Sealed<unknown>): string {
  return `${keyId ?? ''} ${iv.join()}`;
}

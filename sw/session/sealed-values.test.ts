import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SealPurpose } from './ports.js';
import type { Sealed, SessionRecord } from './record.js';
import { resealed, sealsLost } from './seal-changes.js';
import { mapSealed, type SealedValue, sealedValuesOf, sealName } from './sealed-values.js';

type IsSealed<T> = T extends { readonly iv: unknown; readonly ciphertext: unknown } ? true : false;

/** The same with nothing left out that may be absent. */
type Complete<T> =
  IsSealed<T> extends true
    ? Sealed<never>
    : T extends readonly (infer E)[]
      ? readonly Complete<E>[]
      : T extends object
        ? { readonly [K in keyof Required<T>]: Complete<NonNullable<T[K]>> }
        : T;

/**
 * Records in which every place is filled. With a new field in the type of the record this does not compile before the field is
 * here; and where that is sealed, the tests fail then before it is in `mapSealed`.
 */
function completeRecords(): fc.Arbitrary<Complete<SessionRecord>> {
  let serial = 0;
  const sealed = (purpose: SealPurpose) =>
    fc.constantFrom('', 'a', 'b').map((keyId) => {
      serial++;
      const value: Sealed<never> = {
        iv: Uint8Array.of(serial >> 16, serial >> 8, serial),
        ciphertext: new TextEncoder().encode(purpose).buffer,
        keyId,
      };
      return value;
    });
  const text = fc.string({ maxLength: 5 });
  const number = fc.nat();
  const validity = fc.record({ issuedAt: number, expiresAt: number });
  const error = fc.constant({
    kind: 'unknown' as const,
    message: '',
    recoverySuggestion: '',
    retryable: true,
    code: 'other' as const,
    service: { name: '', message: '', requestId: '' },
  });
  const failure = fc.record({ count: number, error, retryAt: number });
  const each = <T>(value: fc.Arbitrary<T>) => fc.dictionary(text, value, { maxKeys: 3 });
  return fc.record({
    storeId: text,
    bornAt: number,
    revision: number,
    generation: number,
    sessionId: text,
    serverClock: fc.record({ offsetMs: number, learntAt: number }),
    signIn: fc.record({
      user: fc.record({ username: text, userId: text }),
      tokens: fc.record({ sealed: sealed('tokens'), version: number, idToken: validity, accessToken: validity }),
      ended: error,
      since: number,
      lastActivityAt: number,
      deviceKey: text,
      browserSession: text,
      via: fc.constant('managedLogin' as const),
      renewals: number,
    }),
    federation: fc.record({
      provider: text,
      sealed: sealed('federation'),
      since: number,
      lastActivityAt: number,
      browserSession: text,
    }),
    identity: fc.record({
      identityPoolId: text,
      identityId: text,
      kind: fc.constantFrom('guest' as const, 'user' as const),
      credentials: fc.record({ sealed: sealed('credentials'), validity }),
    }),
    attempt: fc.record({ id: text, startedAt: number, tokensVersion: number }),
    tokensFailure: failure,
    credentialsFailure: failure,
    revocations: fc.array(fc.record({ id: text, sealed: sealed('tokens'), failures: number, retryAt: number })),
    challenges: each(fc.record({ sealed: sealed('challenge'), expiresAt: number })),
    redirects: each(
      fc.record({
        tabId: text,
        stage: fc.constant('begun' as const),
        takenBy: text,
        sealed: sealed('redirect'),
        expiresAt: number,
      }),
    ),
    redirectEnding: fc.record({
      id: text,
      customState: text,
      error,
      tabId: text,
      clientId: text,
      at: number,
      taken: fc.boolean(),
    }),
    logoutDue: fc.record({ tabId: text, until: number }),
    signOutCalls: fc.array(text),
    refreshOperation: fc.constant('REFRESH_TOKEN_AUTH' as const),
    devices: each(
      fc.record({
        deviceKey: text,
        sealed: sealed('device'),
        confirmation: fc.record({ failures: number, retryAt: number }),
      }),
    ),
  });
}

/** Every sealed value at whatever depth, with the purpose that it was made for. */
function findSealed(value: unknown): SealedValue[] {
  if (typeof value !== 'object' || value === null) return [];
  if (!('iv' in value)) return Object.values(value).flatMap(findSealed);
  const sealed = value as Sealed<never>;
  return [{ sealed, purpose: new TextDecoder().decode(sealed.ciphertext) as SealPurpose }];
}

const inOrder = (values: readonly SealedValue[]) =>
  values.map(({ sealed, purpose }) => `${sealName(sealed)} ${purpose}`).sort();

const records = completeRecords();

test('every sealed value in a record is found, and what it was sealed for', () => {
  fc.assert(
    fc.property(records, (record) => {
      expect(inOrder(sealedValuesOf(record))).toEqual(inOrder(findSealed(record)));
    }),
  );
});

test('going through a record without a change leaves the very same record', () => {
  fc.assert(fc.property(records, (record) => mapSealed(record, (holder) => holder) === record));
});

test('under another key every value is sealed anew, and nothing else becomes different', () => {
  fc.assert(
    fc.property(records, (record) => {
      const anew = ({ sealed }: SealedValue) => ({ ...sealed, keyId: 'new' });
      const replacements = new Map(findSealed(record).map((value) => [sealName(value.sealed), anew(value)]));
      const after = resealed(replacements)(record);
      expect(new Set(findSealed(after).map(({ sealed }) => sealed.keyId))).toEqual(new Set(['new']));
      const back = new Map(findSealed(record).map((value) => [sealName(anew(value)), value.sealed]));
      expect(resealed(back)(after)).toEqual(record);
    }),
  );
});

test('of the values whose key is gone none is left, wherever they were', () => {
  fc.assert(
    fc.property(records, fc.constantFrom('', 'a', 'b'), (record, keyId) => {
      const lost = findSealed(record).filter(({ sealed }) => sealed.keyId === keyId);
      const by = { reason: record.signIn.ended, newSessionId: 'new', revocationId: 'new' };
      const after = sealsLost({ ...by, lost: new Set(lost.map(({ sealed }) => sealName(sealed))) })(record);
      const left = findSealed(after);
      expect(left.filter(({ sealed }) => sealed.keyId === keyId)).toEqual([]);
      // Devices outlive every session, and nothing happens to those that are not lost.
      const devices = (values: readonly SealedValue[]) => inOrder(values.filter(({ purpose }) => purpose === 'device'));
      const kept = findSealed(record).filter(({ sealed }) => sealed.keyId !== keyId);
      expect(devices(left)).toEqual(devices(kept));
      if (lost.length === 0) expect(after).toBe(record);
    }),
  );
});

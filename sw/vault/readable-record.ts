import * as v from 'valibot';
import type { SessionRecord } from '../session/record.js';

const Sealed = v.looseObject({
  iv: v.instance(Uint8Array),
  ciphertext: v.instance(ArrayBuffer),
  keyId: v.optional(v.string()),
});

const Validity = v.looseObject({ issuedAt: v.number(), expiresAt: v.number() });

const AuthErrorData = v.looseObject({
  kind: v.string(),
  message: v.string(),
  recoverySuggestion: v.string(),
  retryable: v.boolean(),
});

const Failure = v.looseObject({ count: v.number(), error: AuthErrorData, retryAt: v.number() });

/**
 * What of a record the domain relies on without looking. Fields that a later version may have added are left alone, so
 * that a step back to this version loses nothing.
 */
const Readable = v.looseObject({
  storeId: v.string(),
  bornAt: v.optional(v.number()),
  revision: v.number(),
  generation: v.number(),
  sessionId: v.string(),
  serverClock: v.optional(v.looseObject({ offsetMs: v.number(), learntAt: v.number() })),
  signIn: v.optional(
    v.looseObject({
      user: v.looseObject({ username: v.string(), userId: v.string() }),
      tokens: v.optional(
        v.looseObject({
          sealed: Sealed,
          version: v.number(),
          idToken: v.optional(Validity),
          accessToken: v.optional(Validity),
        }),
      ),
      ended: v.optional(AuthErrorData),
      since: v.number(),
      lastActivityAt: v.number(),
      renewals: v.number(),
    }),
  ),
  federation: v.optional(
    v.looseObject({
      provider: v.string(),
      sealed: Sealed,
      since: v.optional(v.number()),
      lastActivityAt: v.optional(v.number()),
    }),
  ),
  identity: v.optional(
    v.looseObject({
      identityPoolId: v.string(),
      identityId: v.string(),
      kind: v.picklist(['guest', 'user']),
      credentials: v.optional(v.looseObject({ sealed: Sealed, validity: Validity })),
    }),
  ),
  attempt: v.optional(v.looseObject({ id: v.string(), startedAt: v.number(), tokensVersion: v.number() })),
  tokensFailure: v.optional(Failure),
  credentialsFailure: v.optional(Failure),
  revocations: v.array(v.looseObject({ id: v.string(), sealed: Sealed, failures: v.number(), retryAt: v.number() })),
  challenges: v.record(v.string(), v.looseObject({ sealed: Sealed, expiresAt: v.number() })),
  redirects: v.optional(
    v.record(
      v.string(),
      v.looseObject({
        tabId: v.string(),
        stage: v.picklist(['begun', 'exchanging', 'concluded']),
        sealed: v.optional(Sealed),
        expiresAt: v.number(),
      }),
    ),
  ),
  redirectEnding: v.optional(
    v.looseObject({
      id: v.string(),
      customState: v.optional(v.string()),
      error: v.optional(AuthErrorData),
      at: v.number(),
      taken: v.boolean(),
    }),
  ),
  logoutDue: v.optional(v.looseObject({ tabId: v.string(), until: v.number() })),
  devices: v.optional(
    v.record(
      v.string(),
      v.looseObject({
        deviceKey: v.string(),
        sealed: Sealed,
        confirmation: v.optional(v.looseObject({ failures: v.number(), retryAt: v.number() })),
      }),
    ),
  ),
});

/** The stored record; undefined where there is none, or something that is none: damaged, or put there by somebody else. */
export function readableRecord(stored: unknown): SessionRecord | undefined {
  return v.is(Readable, stored) ? (stored as SessionRecord) : undefined;
}

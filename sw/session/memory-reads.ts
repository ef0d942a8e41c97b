import type { WireResult } from '../../shared/wire-result.js';
import { type Accessors, createAccessors } from './accessors.js';
import type { SessionContext } from './context.js';
import type { SealPurpose } from './ports.js';
import { createReads, type Reads, type ReadsOptions } from './reads.js';
import type { Sealed, SessionRecord } from './record.js';
import { outdatedValuesOf, sealName } from './sealed-values.js';
import { isAnythingDue } from './tending.js';
import { toWireResult } from './wire-result.js';

/** An answer, and the record that it is true of. */
export interface MemoryAnswer {
  readonly result: WireResult<unknown>;
  readonly record: SessionRecord;
}

/**
 * The reads as far as they can be answered at once: from a record in memory that is known to be the one in the store, for
 * which nothing is due, and values that were unsealed before. They begin nothing and change nothing.
 */
export interface MemoryReads {
  /** Undefined where the answer is not to be had from memory. Never rejects. */
  answer(read: (reads: Reads) => Promise<unknown>): Promise<MemoryAnswer | undefined>;
  /**
   * A value for the worker's own use, which no policy withholds, of the session that is there now. Undefined where it is not
   * to be had from memory, for whatever reason. Never rejects.
   */
  own<T>(read: (accessors: Accessors) => Promise<T>): Promise<T | undefined>;
  /** Keeps an unsealed value, if it is the one that the record in memory holds for that purpose. */
  keep(purpose: KeptPurpose, sealed: Sealed<unknown>, value: object): void;
}

/** What is read again and again. */
type KeptPurpose = Extract<SealPurpose, 'tokens' | 'credentials'>;

/** The decisions are those of every other read: the same code, with nothing behind it but memory. */
export function createMemoryReads(
  {
    door,
    time,
    identityPool,
    policies,
    expiryBufferMs,
  }: Pick<SessionContext, 'door' | 'time' | 'identityPool' | 'policies' | 'expiryBufferMs'>,
  sealer: Pick<SessionContext['sealer'], 'isCurrent'>,
  { granted }: ReadsOptions,
): MemoryReads {
  /**
   * By the record's own objects, so that nothing is kept for longer than the record is; and by the purpose, for script that
   * writes to the database can put one object into two places of the record.
   */
  const unsealed = { tokens: new WeakMap<object, unknown>(), credentials: new WeakMap<object, unknown>() };
  let refusals = 0;

  /** Memory has not got it. */
  function refuse(): never {
    refusals++;
    throw new Error('not in memory');
  }

  async function isQuiet(record: SessionRecord): Promise<boolean> {
    if (isAnythingDue(record, time.read(), expiryBufferMs)) return false;
    return outdatedValuesOf(record, sealer).length === 0 && (await policies.enforce(record)) === undefined;
  }

  const context = {
    door: {
      async read() {
        const record = door.recall();
        return record && (await isQuiet(record)) ? record : refuse();
      },
    },
    sealer: {
      unseal: async (sealed: Sealed<unknown>, purpose: KeptPurpose) => unsealed[purpose].get(sealed) ?? refuse(),
    },
    time,
    ...(identityPool && { identityPool }),
  } as Parameters<typeof createAccessors>[0];
  const noRenewal = async () => refuse();
  const accessors = createAccessors(context, noRenewal, noRenewal);
  const reads = createReads(context, accessors, { granted });

  return {
    async answer(read) {
      const record = door.recall();
      if (!record) return undefined;
      const before = refusals;
      const result = await toWireResult(() => read(reads));
      return refusals === before ? { result, record } : undefined;
    },

    async own(read) {
      return door.recall() && (await read(accessors).catch(() => undefined));
    },

    keep(purpose, sealed, value) {
      const { signIn, identity } = door.recall() ?? {};
      const own = (purpose === 'tokens' ? signIn?.tokens : identity?.credentials)?.sealed;
      if (!own || sealName(own) !== sealName(sealed)) return;
      const { refreshToken: _, ...kept } = value as { readonly refreshToken?: string };
      unsealed[purpose].set(own, kept); // the refresh token is nobody's to read
    },
  };
}

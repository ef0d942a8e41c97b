import type { SessionSnapshot } from '../../shared/protocol.js';
import type { GrantedProviders } from '../../shared/session-state.js';
import type { SessionRecord } from './record.js';
import type { TimeReading } from './server-time.js';
import { wakeIn } from './wake-time.js';

/** What a page may know of the record: everything but the values. */
export function snapshotOf(
  record: SessionRecord,
  time: TimeReading,
  options: { readonly expiryBufferMs: number; readonly granted: GrantedProviders },
  random: number,
): SessionSnapshot {
  const { storeId, revision, sessionId, signIn, tokensFailure } = record;
  const wakeInMs = wakeIn(record, time, options.expiryBufferMs, random);
  const expiresAt = signIn?.tokens?.accessToken?.expiresAt;
  return {
    storeId,
    revision,
    sessionId,
    status: signIn ? (signIn.tokens ? 'signedIn' : 'sessionExpired') : 'signedOut',
    renewals: signIn?.renewals ?? 0,
    failures: tokensFailure?.count ?? 0,
    granted: options.granted,
    ...(signIn && { user: signIn.user }),
    ...(signIn?.ended && { ended: signIn.ended }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt - time.offsetMs }),
    ...(tokensFailure && { failure: tokensFailure.error }),
    ...(wakeInMs !== undefined && { wakeInMs }),
  };
}

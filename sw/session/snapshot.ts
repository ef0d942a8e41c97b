import type { SessionSnapshot } from '../../shared/protocol.js';
import type { GrantedProviders, SessionStatus } from '../../shared/session-state.js';
import { activityInterval, type LifetimePolicy, plannedEnd } from './lifetime-policy.js';
import type { SessionRecord } from './record.js';
import type { TimeReading } from './server-time.js';
import { wakeIn } from './wake-time.js';

export interface SnapshotOptions {
  readonly expiryBufferMs: number;
  readonly granted: GrantedProviders;
  readonly policy: LifetimePolicy;
}

/** What a page may know of the record: everything but the values. */
export function snapshotOf(
  record: SessionRecord,
  time: TimeReading,
  options: SnapshotOptions,
  random: number,
): SessionSnapshot {
  const { storeId, revision, sessionId, signIn, tokensFailure } = record;
  const wakeInMs = wakeIn(record, time, options, random);
  const end = plannedEnd(signIn, options.policy);
  const activityIntervalMs = signIn?.tokens && activityInterval(options.policy);
  const expiresAt = signIn?.tokens?.accessToken?.expiresAt;
  return {
    storeId,
    revision,
    sessionId,
    status: statusOf(record),
    renewals: signIn?.renewals ?? 0,
    failures: tokensFailure?.count ?? 0,
    granted: options.granted,
    ...(signIn && { user: signIn.user }),
    ...(signIn?.ended && { ended: signIn.ended }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt - time.offsetMs }),
    ...(tokensFailure && { failure: tokensFailure.error }),
    ...(end && { plannedEnd: { ...end, at: end.at - time.offsetMs } }),
    ...(activityIntervalMs !== undefined && { activityIntervalMs }),
    ...(wakeInMs !== undefined && { wakeInMs }),
  };
}

function statusOf({ signIn, federation }: SessionRecord): SessionStatus {
  if (federation || signIn?.tokens) return 'signedIn';
  return signIn ? 'sessionExpired' : 'signedOut';
}

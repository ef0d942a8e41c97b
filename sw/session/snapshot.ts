import type { SessionSnapshot } from '../../shared/protocol.js';
import type { RedirectOutcome } from '../../shared/redirect-sign-in.js';
import type { GrantedProviders, SessionStatus } from '../../shared/session-state.js';
import { activityInterval, plannedEnd, presenceIn } from './lifetime-policy.js';
import type { SessionRecord } from './record.js';
import { redirectEvents } from './redirect-events.js';
import type { TimeReading } from './server-time.js';
import { type WakeOptions, wakeIn } from './wake-time.js';

export interface SnapshotOptions extends WakeOptions {
  /** The user pool client, or else the identity pool. */
  readonly pool?: string;
  readonly granted: GrantedProviders;
  /** Whether people can sign in by managed login. */
  readonly managedLogin?: boolean;
}

/**
 * What a page may know of the record: everything but the values.
 *
 * @param hasReturned whether the window that is answered has come back from managed login.
 */
export function snapshotOf(
  record: SessionRecord,
  time: TimeReading,
  options: SnapshotOptions,
  random: number,
  hasReturned?: boolean,
): SessionSnapshot {
  const { storeId, bornAt, revision, sessionId, signIn, tokensFailure } = record;
  const wakeInMs = wakeIn(record, time, options, random);
  const end = plannedEnd(record, options.policy);
  const activityIntervalMs = presenceIn(record) && activityInterval(options.policy);
  const expiresAt = signIn?.tokens?.accessToken?.expiresAt;
  return {
    ...(options.pool !== undefined && { pool: options.pool }),
    storeId,
    ...(bornAt !== undefined && { bornAt }),
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
    ...(options.managedLogin && { redirect: redirectOutcome(record, hasReturned) }),
    ...(end && { plannedEnd: { ...end, at: end.at - time.offsetMs } }),
    ...(activityIntervalMs !== undefined && { activityIntervalMs }),
    ...(wakeInMs !== undefined && { wakeInMs }),
  };
}

function redirectOutcome({ redirectEnding: ending }: SessionRecord, hasReturned: boolean | undefined): RedirectOutcome {
  return {
    ...(ending ? { id: ending.id, events: redirectEvents(ending) } : { events: [] }),
    ...(hasReturned !== undefined && { hasReturned }),
  };
}

function statusOf({ signIn, federation }: SessionRecord): SessionStatus {
  if (federation || signIn?.tokens) return 'signedIn';
  return signIn ? 'sessionExpired' : 'signedOut';
}

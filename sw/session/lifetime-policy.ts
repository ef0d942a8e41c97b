import type { AuthErrorData } from '../../shared/auth-error.js';
import type { PlannedEnd } from '../../shared/session-state.js';
import type { Presence, SessionRecord } from './record.js';

/** How long the application lets a session last. What is absent has no limit. */
export interface LifetimePolicy {
  /** After so long without a sign of the user, in any tab. */
  readonly idleTimeoutMs?: number;
  /** So long after the sign-in, whatever the user does. */
  readonly absoluteLifetimeMs?: number;
}

/** The live session, a sign-in or a federation, as far as the policies look at it. */
export function presenceIn({
  signIn,
  federation,
}: Pick<SessionRecord, 'signIn' | 'federation'>): Partial<Presence> | undefined {
  return signIn?.tokens ? signIn : federation;
}

/** When the live session will end by the application's policy, on the service's clock. */
export function plannedEnd(
  record: Parameters<typeof presenceIn>[0],
  { idleTimeoutMs, absoluteLifetimeMs }: LifetimePolicy,
): PlannedEnd | undefined {
  const { since, lastActivityAt } = presenceIn(record) ?? {};
  if (since === undefined || lastActivityAt === undefined) return undefined;
  const ends: PlannedEnd[] = [];
  if (idleTimeoutMs !== undefined) ends.push({ reason: 'idle', at: lastActivityAt + idleTimeoutMs });
  if (absoluteLifetimeMs !== undefined) ends.push({ reason: 'absoluteLifetime', at: since + absoluteLifetimeMs });
  return ends.sort((a, b) => a.at - b.at)[0];
}

/** Signs of the user nearer to each other than this count as one, so that a busy user is not a write per key press. */
const LONGEST_ACTIVITY_INTERVAL_MS = 60_000;

/** How often pages tell that the user is there, in milliseconds; undefined where nobody wants to know. */
export function activityInterval({ idleTimeoutMs }: LifetimePolicy): number | undefined {
  return idleTimeoutMs === undefined ? undefined : Math.min(idleTimeoutMs / 10, LONGEST_ACTIVITY_INTERVAL_MS);
}

/** What a session that has ended by policy tells. */
export function policyReason({ reason }: PlannedEnd): AuthErrorData {
  return {
    kind: 'sessionExpired',
    message:
      reason === 'idle'
        ? 'Nobody has used the application for as long as it allows.'
        : 'The sign-in has lasted as long as the application allows.',
    recoverySuggestion: 'Ask the user to sign in again.',
    retryable: false,
  };
}

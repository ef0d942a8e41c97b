import { type Change, sessionEndedByPolicy, signedOut } from './changes.js';
import { keyLostError } from './errors.js';
import { type LifetimePolicy, plannedEnd, policyReason } from './lifetime-policy.js';
import type { SessionPorts } from './ports.js';
import type { SessionRecord } from './record.js';
import { sealsLost } from './seal-changes.js';
import { outdatedValuesOf, sealName } from './sealed-values.js';
import type { ServerTime } from './server-time.js';

/** The ends of a session that the service has no part in, enforced whenever the record is read. */
export interface Policies {
  /** The change that is called for now, if any: by a policy of the application's, or because a key is gone. */
  enforce(record: SessionRecord): Promise<Change | undefined>;
  /** The name of the browser session that a new session is bound to; undefined if it is to outlive the browser. */
  bind(): Promise<string | undefined>;
}

export function createPolicies(
  { browserSession, sealer, uniqueId }: Pick<SessionPorts, 'browserSession' | 'sealer' | 'uniqueId'>,
  time: ServerTime,
  policy: LifetimePolicy,
): Policies {
  /** A worker dies with its browser, so that one look in its life is enough for each sign-in. */
  let lookedAt: string | undefined;

  async function isLeftOver({ sessionId, signIn, federation }: SessionRecord): Promise<boolean> {
    const bound = signIn ?? (federation?.since === undefined ? undefined : federation);
    if (!browserSession || !bound || lookedAt === sessionId) return false;
    if (bound.browserSession !== (await browserSession.current())) return true;
    lookedAt = sessionId;
    return false;
  }

  /** The names of the values that nobody will ever unseal again. */
  async function lostValues(record: SessionRecord): Promise<ReadonlySet<string>> {
    const lost = new Set<string>();
    for (const { sealed } of outdatedValuesOf(record, sealer)) {
      if (await sealer.isLost(sealed)) lost.add(sealName(sealed));
    }
    return lost;
  }

  return {
    async enforce(record) {
      const { generation } = record;
      const over = () => ({ generation, newSessionId: uniqueId(), revocationId: uniqueId() });
      const lost = await lostValues(record);
      if (lost.size > 0) {
        const reason = keyLostError().toData();
        return sealsLost({ lost, reason, newSessionId: uniqueId(), revocationId: uniqueId() });
      }
      if (await isLeftOver(record)) return signedOut(over());
      const end = plannedEnd(record, policy);
      if (!end || time.read().now < end.at) return undefined;
      // Whose login is another provider's has nothing of ours that could be called expired.
      return record.federation ? signedOut(over()) : sessionEndedByPolicy({ ...over(), reason: policyReason(end) });
    },
    bind: async () => browserSession?.begin(uniqueId()),
  };
}

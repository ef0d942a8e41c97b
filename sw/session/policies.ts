import { type Change, sessionEndedByPolicy, signedOut } from './changes.js';
import { type LifetimePolicy, plannedEnd, policyReason } from './lifetime-policy.js';
import type { SessionPorts } from './ports.js';
import type { SessionRecord } from './record.js';
import type { ServerTime } from './server-time.js';

/** The application's own ends of a session, enforced whenever the record is read. */
export interface Policies {
  /** The change that a policy demands now, if any. */
  enforce(record: SessionRecord): Promise<Change | undefined>;
  /** The name of the browser session that a new sign-in is bound to; undefined if it is to outlive the browser. */
  bind(): Promise<string | undefined>;
}

export function createPolicies(
  { browserSession, uniqueId }: Pick<SessionPorts, 'browserSession' | 'uniqueId'>,
  time: ServerTime,
  policy: LifetimePolicy,
): Policies {
  /** A worker dies with its browser, so that one look in its life is enough for each sign-in. */
  let lookedAt: string | undefined;

  async function isLeftOver({ sessionId, signIn }: SessionRecord): Promise<boolean> {
    if (!browserSession || !signIn || lookedAt === sessionId) return false;
    if (signIn.browserSession !== (await browserSession.current())) return true;
    lookedAt = sessionId;
    return false;
  }

  return {
    async enforce(record) {
      const { generation } = record;
      if (await isLeftOver(record)) {
        return signedOut({ generation, newSessionId: uniqueId(), revocationId: uniqueId() });
      }
      const end = plannedEnd(record.signIn, policy);
      if (!end || time.read().now < end.at) return undefined;
      return sessionEndedByPolicy({
        generation,
        reason: policyReason(end),
        revocationId: uniqueId(),
      });
    },
    bind: async () => browserSession?.begin(uniqueId()),
  };
}

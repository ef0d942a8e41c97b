import type { AttachRule } from '../config.js';
import type { Session } from '../session/session.js';
import type { Authorization, Authorize } from './authorization.js';

/**
 * How long after a renewal that an API has caused it can cause no other, in ms: one that refuses whatever it is given
 * would have the tokens renewed at every request, and the pool's quota used up.
 */
const SHORTEST_INTERVAL_MS = 60_000;

type Renewable = Parameters<Session['renew']>[0];

/**
 * What comes after an authorization that an API calls stale: the one that is there by now, or else a renewed one, of the
 * same session: a request that has borne one person's token is never made with another's. Undefined where there is no
 * other, because that session is over, because the renewal failed or because it would be no use.
 */
export type Succeed = (rule: AttachRule, refused: Authorization) => Promise<Authorization | undefined>;

/** @param now milliseconds of a clock that nobody sets. */
export function createSucceed(session: Pick<Session, 'renew'>, authorize: Authorize, now: () => number): Succeed {
  // By what was renewed, and of which session.
  const running = new Map<string, Promise<void>>();
  const renewedAt = new Map<string, number>();

  function renew(what: Renewable, of: string): Promise<void> {
    const joined = running.get(of);
    if (joined) return joined;
    const renewal = session
      .renew(what)
      .then(() => void renewedAt.set(of, now()))
      .finally(() => running.delete(of));
    running.set(of, renewal);
    return renewal;
  }

  function isTooSoon(of: string): boolean {
    const at = renewedAt.get(of);
    return at !== undefined && now() - at < SHORTEST_INTERVAL_MS;
  }

  return async (rule, refused) => {
    const what = rule.sigv4 ? 'credentials' : 'tokens';
    const of = `${what} ${refused.sessionId}`;
    try {
      const present = await authorize(rule, refused.sessionId);
      if (present.id !== refused.id) return present;
      if (isTooSoon(of)) return undefined;
      await renew(what, of);
      const renewed = await authorize(rule, refused.sessionId);
      return renewed.id === refused.id ? undefined : renewed;
    } catch {
      return undefined; // the API's own answer says enough
    }
  };
}

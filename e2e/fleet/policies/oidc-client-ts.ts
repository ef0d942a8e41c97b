import { exponential, type RenewalPolicy, type StoredTokens } from './renewal-policy.js';

/** `accessTokenExpiringNotificationTimeInSeconds`: each tab's timer goes off so long before the end. */
const BEFORE_END_MS = 60_000;

/** `Timer` looks at the clock so often, from when it was set on. */
const TICK_MS = 5_000;

const isNearEnd = ({ expiresAt }: StoredTokens, now: number) => now >= expiresAt - BEFORE_END_MS;

/**
 * oidc-client-ts 3.5.0 (`SilentRenewService`, `AccessTokenEvents`, `Timer`, `UserManager.signinSilent`) with its user
 * store in localStorage, in an app that calls `getUser` for each token. A timer in each tab renews with the refresh
 * token that is stored, whoever stored it. `getUser` sets the timers by what is stored, so that a tab that was used
 * since another one renewed has nothing to do. A renewal that fails is not repeated (only one that times out is),
 * until `getUser` sets the timer again; once the tokens are expired it sets none, and the app calls `signinSilent`.
 */
export const oidcClientTs: RenewalPolicy = {
  name: 'oidc-client-ts',
  what: 'oidc-client-ts 3.5.0: each tab renews 60 s before the end (automaticSilentRenew), and at calls once expired',
  perTab: true,
  next(holder, now, _assumptions, random) {
    const { tokens, failures, callsEveryMs } = holder;
    holder.isTimed = failures === 0 || !isNearEnd(tokens, now);
    if (!holder.isTimed) return now + exponential(callsEveryMs, random);
    const ticks = Math.max(1, Math.ceil((tokens.expiresAt - BEFORE_END_MS - now) / TICK_MS));
    return now + ticks * TICK_MS;
  },
  asks({ tokens, isTimed, callsEveryMs }, now, random) {
    if (isNearEnd(tokens, now)) return true;
    const wasUsedSince = () => now - exponential(callsEveryMs, random) > tokens.storedAt;
    return isTimed && !wasUsedSince();
  },
  pause: () => undefined,
  retryAt: (_holder, now) => now,
};

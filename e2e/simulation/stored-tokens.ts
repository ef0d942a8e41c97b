import type { SessionRecord } from '../../sw/session/record.js';
import type { Profile } from './profile.js';
import { openSealed } from './simulated-store.js';

/** The stored refresh token, where the service has rotated it: it dies when the grace period is over. */
export function doomedToken({
  store,
  cognito,
  conditions,
}: Profile): { readonly refreshToken: string; readonly deadAt: number } | undefined {
  const stored = storedRefreshToken(store.current());
  const known = stored === undefined ? undefined : cognito.tokens.get(stored);
  if (stored === undefined || known?.rotatedAt === undefined || known.family.revoked) return undefined;
  return { refreshToken: stored, deadAt: known.rotatedAt + (conditions.rotation?.gracePeriodMs ?? 0) };
}

export function storedRefreshToken({ signIn }: SessionRecord): string | undefined {
  return signIn?.tokens && openSealed(signIn.tokens.sealed).refreshToken;
}

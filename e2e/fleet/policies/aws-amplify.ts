import { exponential, type RenewalPolicy } from './renewal-policy.js';

/** `isTokenExpired` of @aws-amplify/core counts tokens as expired so long before their end. */
const TOLERANCE_MS = 5_000;

/** The retry middleware of @aws-amplify/core: three attempts, 2^n · 100 ms and up to 100 ms more apart. */
const ATTEMPTS = 3;
const PAUSE_MS = 100;

/**
 * aws-amplify 6.22.1 (`TokenOrchestrator`, `refreshAuthTokens`, `retryMiddleware`): tokens in localStorage, renewed when
 * a call finds them expired, once for all calls of a tab; the next call tries again. Tabs know nothing of each other
 * but what is stored.
 */
export const awsAmplify: RenewalPolicy = {
  name: 'aws-amplify',
  what: 'aws-amplify 6.22.1: each tab renews when a call finds the stored tokens expired; three attempts',
  perTab: true,
  next: ({ tokens, callsEveryMs }, now, _assumptions, random) =>
    Math.max(now, tokens.expiresAt - TOLERANCE_MS) + exponential(callsEveryMs, random),
  asks: ({ tokens }, now) => now + TOLERANCE_MS > tokens.expiresAt,
  pause: (_failure, attempt, _holder, _now, random) =>
    attempt < ATTEMPTS ? 2 ** attempt * PAUSE_MS + PAUSE_MS * random() : undefined,
  retryAt: (_holder, now) => now,
};

import type { RenewalFailure, SealedCredentials, SessionRecord, SignInTokens, Validity } from './record.js';
import type { TimeReading } from './server-time.js';

/** A request that leaves with a value this close to its end may arrive too late: 120 s, as the session contract says. */
export const DEFAULT_EXPIRY_BUFFER_MS = 120_000;

/** Of a short-lived value the buffer takes at most this part, else it would be renewed all the time. */
const LARGEST_BUFFER_SHARE = 1 / 4;

/** The buffer that applies to this value, in milliseconds. */
export function expiryBuffer(validity: Validity, bufferMs: number): number {
  return Math.min(bufferMs, (validity.expiresAt - validity.issuedAt) * LARGEST_BUFFER_SHARE);
}

export function isExpired(validity: Validity | undefined, time: TimeReading): boolean {
  return !validity || !time.certain || validity.expiresAt <= time.now;
}

export function isDue(validity: Validity | undefined, time: TimeReading, bufferMs: number): boolean {
  return isExpired(validity, time) || dueAt(validity as Validity, bufferMs) <= time.now;
}

/** When the value should be renewed, on the service's clock. */
export function dueAt(validity: Validity, bufferMs: number): number {
  return validity.expiresAt - expiryBuffer(validity, bufferMs);
}

export function areTokensExpired(tokens: SignInTokens, time: TimeReading): boolean {
  return isExpired(tokens.idToken, time) || isExpired(tokens.accessToken, time);
}

export function areTokensDue(tokens: SignInTokens, time: TimeReading, bufferMs: number): boolean {
  return isDue(tokens.idToken, time, bufferMs) || isDue(tokens.accessToken, time, bufferMs);
}

/** The credentials that the background renews. Credentials that nobody ever asked for are not there. */
export function renewableCredentials({
  identity,
  federation,
  credentialsFailure,
}: SessionRecord): SealedCredentials | undefined {
  // A federation's login stays the same, and a refusal of it for good: the background does not ask again.
  return federation && credentialsFailure?.error.retryable === false ? undefined : identity?.credentials;
}

/** Whether these are near their end. */
export function areCredentialsDue(record: SessionRecord, time: TimeReading, bufferMs: number): boolean {
  const credentials = renewableCredentials(record);
  return credentials !== undefined && isDue(credentials.validity, time, bufferMs);
}

/** Why the credentials cannot be renewed either: expired tokens come first, and their renewal has failed. */
export function heldUpBy(record: SessionRecord, time: TimeReading): RenewalFailure | undefined {
  const tokens = record.signIn?.tokens;
  return tokens && areTokensExpired(tokens, time) ? record.tokensFailure : undefined;
}

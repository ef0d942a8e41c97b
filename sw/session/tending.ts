import { isAttemptPending } from './attempt.js';
import { isPausing } from './backoff.js';
import type { SessionContext } from './context.js';
import type { Devices } from './devices.js';
import { pendingConfirmation } from './present-device.js';
import type { SessionRecord } from './record.js';
import type { Revocation } from './revocation.js';
import type { TimeReading } from './server-time.js';
import type { Flight } from './single-flight.js';
import { areCredentialsDue, areTokensDue, heldUpBy } from './validity.js';

/** What the record calls for at this moment, whoever called and whatever for. */
export interface Chores {
  readonly renewTokens: boolean;
  readonly renewCredentials: boolean;
  readonly revoke: boolean;
  readonly confirmDevice: boolean;
}

/** Decides what is due. After a failure the background pauses; a call that needs a value does not. */
export function choresOf(record: SessionRecord, time: TimeReading, expiryBufferMs: number): Chores {
  const tokens = record.signIn?.tokens;
  const waitsForTokens = isPausing(heldUpBy(record, time), time);
  const confirmation = pendingConfirmation(record);
  return {
    renewTokens:
      tokens !== undefined &&
      !isPausing(record.tokensFailure, time) &&
      (isAttemptPending(record, time) || areTokensDue(tokens, time, expiryBufferMs)),
    renewCredentials:
      !waitsForTokens && !isPausing(record.credentialsFailure, time) && areCredentialsDue(record, time, expiryBufferMs),
    revoke: record.revocations.some((pending) => !isPausing(pending, time)),
    confirmDevice: confirmation !== undefined && !isPausing(confirmation, time),
  };
}

/** Whether the record calls for something, be it later because of a pause. */
export function isAnythingDue(record: SessionRecord, time: TimeReading, expiryBufferMs: number): boolean {
  return isAttemptPending(record, time) || Object.values(choresOf(record, time, expiryBufferMs)).includes(true);
}

/** Starts what is due, in the background. */
export function createTending(
  { background, time, expiryBufferMs }: SessionContext,
  renewTokens: Flight,
  renewCredentials: Flight,
  revocation: Revocation,
  devices: Devices,
  reseal: (record: SessionRecord) => void,
): (record: SessionRecord) => void {
  return (record) => {
    reseal(record);
    const chores = choresOf(record, time.read(), expiryBufferMs);
    if (chores.confirmDevice || chores.renewTokens || chores.renewCredentials) {
      background.run(async () => {
        if (chores.confirmDevice) await devices.confirm(); // first, for the pool renews nothing for a device it does not know
        if (chores.renewTokens) await renewTokens(false);
        if (chores.renewCredentials) await renewCredentials(false);
      });
    }
    if (chores.revoke) background.run(() => revocation.revokeDue(record));
  };
}

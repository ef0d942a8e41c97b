import type { Device, PendingConfirmation, SessionRecord } from './record.js';

/** The device of the user who is signed in. */
export function presentDevice({ signIn, devices = {} }: SessionRecord): Device | undefined {
  const userId = signIn?.tokens && signIn.user.userId;
  return userId !== undefined && Object.hasOwn(devices, userId) ? devices[userId] : undefined;
}

/** What keeps the pool from knowing the present user's device: it has yet to be given the verifier. */
export function pendingConfirmation(record: SessionRecord): PendingConfirmation | undefined {
  return presentDevice(record)?.confirmation;
}

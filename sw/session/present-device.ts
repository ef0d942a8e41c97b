import type { Device, SessionRecord } from './record.js';

/** The device of the user who is signed in. */
export function presentDevice({ signIn, devices = {} }: SessionRecord): Device | undefined {
  const userId = signIn?.tokens && signIn.user.userId;
  return userId !== undefined && Object.hasOwn(devices, userId) ? devices[userId] : undefined;
}

/** When the pool should next be given the verifier of the present user's device; undefined where it has it. */
export function confirmationDueAt(record: SessionRecord): number | undefined {
  return presentDevice(record)?.confirmation?.retryAt;
}

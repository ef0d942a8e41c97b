/** The ways in which the devices of the record change; they come with a sign-in, in `signedIn` of changes.ts. */
import type { Change } from './changes.js';
import type { Device, SessionRecord } from './record.js';
import { without } from './without.js';

/** The pool has a device's verifier. */
export function deviceConfirmed(deviceKey: string): Change {
  return (record) => changeDevice(record, deviceKey, (device) => without(device, 'confirmation'));
}

export function deviceConfirmationFailed(deviceKey: string, retryAt: number): Change {
  return (record) =>
    changeDevice(record, deviceKey, (device) => ({
      ...device,
      confirmation: { failures: (device.confirmation?.failures ?? 0) + 1, retryAt },
    }));
}

/** The pool knows the device no longer, or is not to. */
export function deviceDropped(deviceKey: string): Change {
  return (record) => changeDevice(record, deviceKey, () => undefined);
}

function changeDevice(
  record: SessionRecord,
  deviceKey: string,
  change: (device: Device) => Device | undefined,
): SessionRecord {
  const found = Object.entries(record.devices ?? {}).find(([, device]) => device.deviceKey === deviceKey);
  if (!found) return record;
  const [userId, device] = found;
  const changed = change(device);
  return { ...record, devices: { ...without(record.devices ?? {}, userId), ...(changed && { [userId]: changed }) } };
}

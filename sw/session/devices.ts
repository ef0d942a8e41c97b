import type { AWSAuthDevice, ForgetDeviceInput } from '../../shared/device.js';
import type { SessionUser } from '../../shared/session-state.js';
import type { WithAccessToken } from './access-token.js';
import { type AuthorizedOperation, authorizer } from './authorized-operation.js';
import { backoff } from './backoff.js';
import type { SessionContext } from './context.js';
import { deviceConfirmationFailed, deviceConfirmed, deviceDropped } from './device-changes.js';
import { isUnknownDevice, noDeviceError, toAuthError } from './errors.js';
import type { DeviceSecret, NewDevice } from './ports.js';
import { presentDevice } from './present-device.js';
import type { Device, SessionRecord } from './record.js';
import { requireLiveSignIn } from './state-of.js';

/** What the user pool offers about devices, and what of it is arithmetic. */
export interface DeviceOperations {
  /** A random password for a new device. */
  createPassword(): string;
  /** Gives the pool the verifier of the device's password. */
  readonly confirmDevice: AuthorizedOperation<DeviceSecret, void>;
  readonly fetchDevices: AuthorizedOperation<undefined, readonly AWSAuthDevice[]>;
  readonly rememberDevice: AuthorizedOperation<string, void>;
  readonly forgetDevice: AuthorizedOperation<string, void>;
}

/** What the pool knows this browser as, and the user's other devices. */
export interface Devices {
  /** A device that a sign-in has brought, ready to be stored with the sign-in. */
  prepare(newDevice: NewDevice, user: SessionUser, typedName: string): Promise<Device | undefined>;
  /** Gives the pool the verifier of the present user's device, if it has yet to get it. Never rejects. */
  confirm(): Promise<void>;
  fetchDevices(): Promise<readonly AWSAuthDevice[]>;
  /** Where the pool lets its users say so, a device is remembered, and spared the second factor, only from here on. */
  rememberDevice(): Promise<void>;
  forgetDevice(input: ForgetDeviceInput): Promise<void>;
}

/** The key to name when the tokens are renewed: of the device they were issued to, while the pool knows it. */
export function deviceKeyOfTokens(record: SessionRecord): string | undefined {
  const deviceKey = presentDevice(record)?.deviceKey;
  return deviceKey === record.signIn?.deviceKey ? deviceKey : undefined;
}

export function createDevices(context: SessionContext, withAccessToken: WithAccessToken): Devices {
  const { door, sealer, time, random, devices: operations } = context;
  const authorize = authorizer(operations, withAccessToken);
  const confirmDevice = authorize((all) => all.confirmDevice);
  const rememberDevice = authorize((all) => all.rememberDevice);
  const forgetDevice = authorize((all) => all.forgetDevice);
  /** By the keys of the devices: each user has another one. */
  const confirming = new Map<string, Promise<void>>();

  async function requireDevice(): Promise<[Device, SessionRecord]> {
    const record = await door.read();
    requireLiveSignIn(record);
    const device = presentDevice(record);
    if (!device) throw noDeviceError();
    return [device, record];
  }

  async function confirmNow({ deviceKey, sealed, confirmation }: Device, record: SessionRecord): Promise<void> {
    try {
      await confirmDevice(await sealer.unseal(sealed, 'device'), record).catch((thrown) => {
        // An earlier request may have done it, and its answer was lost.
        if (toAuthError(thrown).service?.name !== 'DeviceKeyExistsException') throw thrown;
      });
      await door.change(deviceConfirmed(deviceKey));
    } catch (thrown) {
      const error = toAuthError(thrown);
      const retryAt = time.read().now + backoff((confirmation?.failures ?? 0) + 1, random());
      // What the pool refuses once it will refuse again; the next sign-in brings another device.
      const refused = error.service !== undefined && !error.retryable;
      await door.change(refused ? deviceDropped(deviceKey) : deviceConfirmationFailed(deviceKey, retryAt));
      throw error;
    }
  }

  function confirmOnce(device: Device, record: SessionRecord): Promise<void> {
    const { deviceKey } = device;
    const underWay =
      confirming.get(deviceKey) ?? confirmNow(device, record).finally(() => confirming.delete(deviceKey));
    confirming.set(deviceKey, underWay);
    return underWay;
  }

  /** Lets a device go that the pool turns out not to know. */
  async function droppingUnknown(deviceKey: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      if (isUnknownDevice(toAuthError(thrown))) await door.change(deviceDropped(deviceKey));
      throw thrown;
    }
  }

  return {
    async prepare({ deviceKey, deviceGroupKey }, user, typedName) {
      if (!operations) return undefined;
      const secret = { deviceKey, deviceGroupKey, devicePassword: operations.createPassword() };
      const sealed = await sealer.seal({ ...secret, usernames: [user.username, typedName] }, 'device');
      return { deviceKey, sealed, confirmation: { failures: 0, retryAt: time.read().now } };
    },

    async confirm() {
      try {
        const record = await door.read();
        const device = presentDevice(record);
        if (device?.confirmation) await confirmOnce(device, record);
      } catch {
        // The record tells when to try again.
      }
    },

    fetchDevices: () => authorize((all) => all.fetchDevices)(undefined),

    async rememberDevice() {
      const [device, record] = await requireDevice();
      if (device.confirmation) await confirmOnce(device, record);
      await droppingUnknown(device.deviceKey, rememberDevice(device.deviceKey, record));
    },

    async forgetDevice({ device }) {
      const [{ deviceKey }, record] = device ? [{ deviceKey: device.id }] : await requireDevice();
      await droppingUnknown(deviceKey, forgetDevice(deviceKey, record));
      await door.change(deviceDropped(deviceKey));
    },
  };
}

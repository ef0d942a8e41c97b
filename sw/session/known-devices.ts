import type { SessionContext } from './context.js';
import { deviceDropped } from './device-changes.js';
import { DeviceRefused, type DeviceSecret, type KnownDevices } from './ports.js';

/** Makes one step of a sign-in, which may present the devices it is given. */
export type StepWithDevices<T> = (devices: KnownDevices) => Promise<T>;

/**
 * Gives a step of a sign-in the devices that are stored. One that the pool does not accept is dropped, and the step made
 * again without it, as Amplify does: the user is then asked for the second factor, and the browser becomes a new device.
 */
export async function withKnownDevices<T>(
  { door, sealer }: Pick<SessionContext, 'door' | 'sealer'>,
  step: StepWithDevices<T>,
): Promise<T> {
  const devices: KnownDevices = {
    async find(username) {
      for (const { sealed } of Object.values((await door.read()).devices ?? {})) {
        try {
          const { usernames, ...device } = await sealer.unseal(sealed, 'device');
          if (usernames.includes(username)) return device satisfies DeviceSecret;
        } catch {
          // Its key is gone: it is no device any more.
        }
      }
      return undefined;
    },
  };
  try {
    return await step(devices);
  } catch (thrown) {
    if (!(thrown instanceof DeviceRefused)) throw thrown;
    await door.change(deviceDropped(thrown.deviceKey));
  }
  try {
    return await step(devices);
  } catch (thrown) {
    throw thrown instanceof DeviceRefused ? thrown.error : thrown;
  }
}

import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider';
import { AuthError } from '../../shared/auth-error.js';
import { isUnknownDevice } from '../session/errors.js';
import { DeviceRefused, type DeviceSecret } from '../session/ports.js';

/** The challenges whose answer may bear the `DEVICE_KEY`: those of the API reference's RespondToAuthChallenge, as in Amplify. */
const CHALLENGES_OF_DEVICES: ReadonlySet<string> = new Set([
  'PASSWORD_VERIFIER',
  'SMS_MFA',
  'SMS_OTP',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'CUSTOM_CHALLENGE',
]);

/** Whether the answer to a challenge says which device it comes from. */
export function takesDeviceKey(challengeName: string): boolean {
  return CHALLENGES_OF_DEVICES.has(challengeName);
}

/** Whether a flow begins with the `DEVICE_KEY`. One by SRP gives it with the proof: only then is the user's name known. */
export function beginsWithDeviceKey(flow: AuthFlowType, parameters: Readonly<Record<string, string>>): boolean {
  return flow === 'USER_PASSWORD_AUTH' || (flow === 'CUSTOM_AUTH' && !('SRP_A' in parameters));
}

/** Makes a request that bears the device's key, and rejects with {@link DeviceRefused} where that is what the pool objects to. */
export async function onDevice<T>(
  device: Pick<DeviceSecret, 'deviceKey'> | undefined,
  request: (DEVICE_KEY?: { readonly DEVICE_KEY: string }) => Promise<T>,
): Promise<T> {
  if (!device) return await request();
  try {
    return await request({ DEVICE_KEY: device.deviceKey });
  } catch (thrown) {
    if (!(thrown instanceof AuthError && isUnknownDevice(thrown))) throw thrown;
    throw new DeviceRefused(device.deviceKey, thrown);
  }
}

import type { AWSAuthDevice, ForgetDeviceInput } from './device.js';
import type { WireResult } from './wire-result.js';

/** The part of the worker's methods that is about the devices which the pool remembers of the user. */
export interface DeviceApi {
  fetchDevices(): Promise<WireResult<readonly AWSAuthDevice[]>>;
  rememberDevice(): Promise<WireResult<null>>;
  forgetDevice(input: ForgetDeviceInput): Promise<WireResult<null>>;
}

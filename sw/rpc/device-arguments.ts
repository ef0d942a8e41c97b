import * as v from 'valibot';
import type { DeviceApi } from '../../shared/device-api.js';
import { plainObject, plainObjectWith, text } from './argument-shapes.js';

export const DEVICE_ARGUMENTS = {
  fetchDevices: v.strictTuple([]),
  rememberDevice: v.strictTuple([]),
  forgetDevice: v.strictTuple([
    v.optional(
      // A device as fetchDevices answers it, of which only the id is wanted. 55 is the API's limit.
      plainObject({ device: v.optional(plainObjectWith({ id: text('device.id', 55) })) }),
      {},
    ),
  ]),
} satisfies Record<keyof DeviceApi, v.GenericSchema>;

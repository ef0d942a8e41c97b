import type { DeviceType } from '@aws-sdk/client-cognito-identity-provider';
import type { AWSAuthDevice } from '../../shared/device.js';
import type { UserPoolConfig } from '../config.js';
import type { DeviceOperations } from '../session/devices.js';
import { createDevicePassword, createDeviceVerifier } from './device-srp.js';
import type { CognitoEnvironment } from './environment.js';
import { ConfirmDevice, ForgetDevice, ListDevices, UpdateDeviceStatus } from './user-pool-operations.js';
import { createUserPoolTransport } from './user-pool-transport.js';

/** The API's limit, and what Amplify asks for. */
const MOST_DEVICES = 60;

/** The operations of a user pool on a signed-in user's devices. */
export function createDeviceOperations(
  config: UserPoolConfig,
  environment: CognitoEnvironment,
  deviceName: string,
): DeviceOperations {
  const transport = createUserPoolTransport(config, environment);

  return {
    createPassword: createDevicePassword,

    async confirmDevice(AccessToken, device, signal) {
      const DeviceSecretVerifierConfig = await createDeviceVerifier(device);
      const request = {
        AccessToken,
        DeviceKey: device.deviceKey,
        DeviceSecretVerifierConfig,
        ...(deviceName !== '' && { DeviceName: deviceName }),
      };
      // Whether the user has to be asked before the pool remembers the device (UserConfirmationNecessary) is for the
      // application to know: it calls rememberDevice.
      await transport.call(ConfirmDevice, request, signal);
    },

    async fetchDevices(AccessToken, _input, signal) {
      const { Devices = [] } = await transport.call(ListDevices, { AccessToken, Limit: MOST_DEVICES }, signal);
      return Devices.map(toAuthDevice);
    },

    async rememberDevice(AccessToken, DeviceKey, signal) {
      const request = { AccessToken, DeviceKey, DeviceRememberedStatus: 'remembered' } as const;
      await transport.call(UpdateDeviceStatus, request, signal);
    },

    async forgetDevice(AccessToken, DeviceKey, signal) {
      await transport.call(ForgetDevice, { AccessToken, DeviceKey }, signal);
    },
  };
}

function toAuthDevice(device: DeviceType): AWSAuthDevice {
  const { DeviceKey: id = '', DeviceAttributes = [] } = device;
  const { DeviceCreateDate, DeviceLastModifiedDate, DeviceLastAuthenticatedDate } = device;
  const attributes = Object.fromEntries(DeviceAttributes.map(({ Name = '', Value = '' }) => [Name, Value]));
  const { device_name: name } = attributes;
  return {
    id,
    ...(name && { name }),
    attributes,
    ...(DeviceCreateDate && { createDate: DeviceCreateDate }),
    ...(DeviceLastModifiedDate && { lastModifiedDate: DeviceLastModifiedDate }),
    ...(DeviceLastAuthenticatedDate && { lastAuthenticatedDate: DeviceLastAuthenticatedDate }),
  };
}

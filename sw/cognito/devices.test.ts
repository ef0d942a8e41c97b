import { expect, test } from 'vitest';
import { deviceVerifierOf } from './device-srp.js';
import { createDeviceOperations } from './devices.js';
import { createMFAOperations } from './mfa.js';
import { integerOf } from './srp-group.js';
import { recordedService } from './testing/recorded-service.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const never = new AbortController().signal;

test('a device is confirmed under the name of the browser, with the verifier of its password', async () => {
  const service = recordedService({ body: { UserConfirmationNecessary: true } });
  const device = { deviceKey: 'key', deviceGroupKey: 'group', devicePassword: 'random' };
  await createDeviceOperations(CONFIG, service.environment, 'Browser/1.0').confirmDevice('access', device, never);
  const { body } = service.requests[0]!;
  const { DeviceSecretVerifierConfig, ...rest } = body as { DeviceSecretVerifierConfig: { Salt: string } };
  expect(rest).toEqual({ AccessToken: 'access', DeviceKey: 'key', DeviceName: 'Browser/1.0' });
  const salt = Uint8Array.from(atob(DeviceSecretVerifierConfig.Salt), (character) => character.charCodeAt(0));
  expect(DeviceSecretVerifierConfig).toEqual(await deviceVerifierOf(device, integerOf(salt)));
  expect(JSON.stringify(body)).not.toContain('random');
});

test("devices are described in Amplify's words", async () => {
  const service = recordedService({
    body: {
      Devices: [
        {
          DeviceKey: 'key',
          DeviceAttributes: [
            { Name: 'device_name', Value: 'Browser/1.0' },
            { Name: 'device_status', Value: 'remembered' },
          ],
          DeviceCreateDate: 1_700_000_000,
          DeviceLastModifiedDate: 1_700_000_001,
          DeviceLastAuthenticatedDate: 1_700_000_002.5,
        },
        { DeviceKey: 'bare' },
      ],
    },
  });
  const { fetchDevices } = createDeviceOperations(CONFIG, service.environment, '');
  expect(await fetchDevices('access', undefined, never)).toEqual([
    {
      id: 'key',
      name: 'Browser/1.0',
      attributes: { device_name: 'Browser/1.0', device_status: 'remembered' },
      createDate: new Date(1_700_000_000_000),
      lastModifiedDate: new Date(1_700_000_001_000),
      lastAuthenticatedDate: new Date(1_700_000_002_500),
    },
    { id: 'bare', attributes: {} },
  ]);
  expect(service.requests[0]?.body).toEqual({ AccessToken: 'access', Limit: 60 });
});

test('a device is remembered and forgotten by its key', async () => {
  const service = recordedService({}, {});
  const { rememberDevice, forgetDevice } = createDeviceOperations(CONFIG, service.environment, '');
  await rememberDevice('access', 'key', never);
  await forgetDevice('access', 'key', never);
  expect(service.requests.map(({ operation, body }) => ({ operation, ...body }))).toEqual([
    { operation: 'UpdateDeviceStatus', AccessToken: 'access', DeviceKey: 'key', DeviceRememberedStatus: 'remembered' },
    { operation: 'ForgetDevice', AccessToken: 'access', DeviceKey: 'key' },
  ]);
});

test.each([
  [{}, {}],
  [{ PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' }, { preferred: 'TOTP' }],
  [{ UserMFASettingList: ['EMAIL_OTP', 'SMS_MFA', 'OTHER'] }, { enabled: ['EMAIL', 'SMS'] }],
])("the user's factors %j are told as %j", async (body, preference) => {
  const service = recordedService({ body: { Username: 'alice', ...body } });
  const { fetchMFAPreference } = createMFAOperations(CONFIG, service.environment);
  expect(await fetchMFAPreference('access', undefined, never)).toEqual(preference);
});

test.each([
  [{ sms: 'DISABLED' }, { SMSMfaSettings: { Enabled: false } }],
  [{ totp: 'PREFERRED' }, { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }],
  [{ email: 'NOT_PREFERRED' }, { EmailMfaSettings: { Enabled: true, PreferredMfa: false } }],
  [
    { totp: 'ENABLED', sms: 'ENABLED' },
    { SMSMfaSettings: { Enabled: true }, SoftwareTokenMfaSettings: { Enabled: true } },
  ],
] as const)('the preference %j is sent as %j, and says nothing of other factors', async (input, settings) => {
  const service = recordedService({});
  await createMFAOperations(CONFIG, service.environment).updateMFAPreference('access', input, never);
  expect(service.requests[0]?.body).toEqual({ AccessToken: 'access', ...settings });
});

test('an authenticator app is associated, and verified under its name', async () => {
  const service = recordedService({ body: { SecretCode: 'SECRET' } }, { body: { Status: 'SUCCESS' } });
  const { associateSoftwareToken, verifyTOTPSetup } = createMFAOperations(CONFIG, service.environment);
  expect(await associateSoftwareToken('access', undefined, never)).toBe('SECRET');
  await verifyTOTPSetup('access', { code: '123456', options: { friendlyDeviceName: 'phone' } }, never);
  expect(service.requests[1]?.body).toEqual({
    AccessToken: 'access',
    UserCode: '123456',
    FriendlyDeviceName: 'phone',
  });
});

import { describe, expect, test } from 'vitest';
import { DeviceRefused, type DeviceSecret, type KnownDevices } from '../../session/ports.js';
import { exception, type RecordedAnswer, recordedService, type SeenRequest } from '../testing/recorded-service.js';
import { createUserPool } from '../user-pool.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const TOKENS = { IdToken: 'id', AccessToken: 'access', RefreshToken: 'refresh' };
const never = new AbortController().signal;

const DEVICE: DeviceSecret = { deviceKey: 'eu-west-1_key', deviceGroupKey: '-group', devicePassword: 'random' };
const devices: KnownDevices = { find: async (username) => (username === 'alice' ? DEVICE : undefined) };

const BY_SRP = { username: 'alice', password: 'Passw0rd!' };
const BY_PASSWORD = { ...BY_SRP, options: { authFlowType: 'USER_PASSWORD_AUTH' } } as const;

const asks = (ChallengeName: string, ChallengeParameters: Record<string, string> = {}): RecordedAnswer => ({
  body: { ChallengeName, Session: `for ${ChallengeName}`, ChallengeParameters },
});
const VERIFIER = { SRP_B: 'abcdef0123456789', SALT: '00ff', SECRET_BLOCK: btoa('a secret block') };
const passwordVerifier = asks('PASSWORD_VERIFIER', { ...VERIFIER, USER_ID_FOR_SRP: 'alice' });
const signsIn: RecordedAnswer = { body: { AuthenticationResult: TOKENS } };
const unknownDevice = exception('ResourceNotFoundException', 'Device does not exist.');

/** Of each request the device key, and what it was for. */
const named = ({ operation, body }: SeenRequest) => {
  const { ChallengeName, ChallengeResponses, AuthParameters } = body as Record<string, Record<string, string>>;
  return [ChallengeName ?? operation, (ChallengeResponses ?? AuthParameters)?.['DEVICE_KEY']];
};

const deviceResponses = ({ body }: SeenRequest) => body['ChallengeResponses'] as Record<string, string>;

describe('a sign-in on a known device', () => {
  test('by SRP names it with the proof of the password, once the name of the user is known', async () => {
    const service = recordedService(passwordVerifier, signsIn);
    await createUserPool(CONFIG, service.environment).signIn({ ...BY_SRP, username: 'Alice' }, never, devices);
    expect(service.requests.map(named)).toEqual([
      ['InitiateAuth', undefined],
      ['PASSWORD_VERIFIER', DEVICE.deviceKey],
    ]);
  });

  test('by password names it at once', async () => {
    const service = recordedService(signsIn);
    await createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never, devices);
    expect(service.requests.map(named)).toEqual([['InitiateAuth', DEVICE.deviceKey]]);
  });

  test('names none of somebody else', async () => {
    const service = recordedService(signsIn);
    await createUserPool(CONFIG, service.environment).signIn({ ...BY_PASSWORD, username: 'bob' }, never, devices);
    expect(service.requests.map(named)).toEqual([['InitiateAuth', undefined]]);
  });

  test.each([
    ['SMS_MFA', DEVICE.deviceKey],
    ['EMAIL_OTP', DEVICE.deviceKey],
    ['SOFTWARE_TOKEN_MFA', DEVICE.deviceKey],
    ['NEW_PASSWORD_REQUIRED', undefined],
  ])('answers %s with the key %s', async (challengeName, deviceKey) => {
    const service = recordedService(signsIn);
    const challenge = { challengeName, session: 'session', username: 'alice', parameters: {} };
    const input = { challengeResponse: '123456' };
    await createUserPool(CONFIG, service.environment).respondToChallenge(challenge, input, never, devices);
    expect(service.requests.map(named)).toEqual([[challengeName, deviceKey]]);
  });

  test('proves the device without asking the user', async () => {
    const service = recordedService(
      asks('DEVICE_SRP_AUTH'),
      asks('DEVICE_PASSWORD_VERIFIER', { ...VERIFIER, DEVICE_KEY: DEVICE.deviceKey, USERNAME: 'alice' }),
      signsIn,
    );
    const progress = await createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never, devices);
    expect(progress).toMatchObject({ done: true });
    const [, srpAuth, verifier] = service.requests;
    expect(srpAuth?.body).toMatchObject({
      ChallengeName: 'DEVICE_SRP_AUTH',
      Session: 'for DEVICE_SRP_AUTH',
      ChallengeResponses: {
        USERNAME: 'alice',
        DEVICE_KEY: DEVICE.deviceKey,
        SRP_A: expect.stringMatching(/^[0-9a-f]{700,}$/),
      },
    });
    expect(verifier?.body).toMatchObject({
      ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
      Session: 'for DEVICE_PASSWORD_VERIFIER',
      ChallengeResponses: {
        USERNAME: 'alice',
        DEVICE_KEY: DEVICE.deviceKey,
        PASSWORD_CLAIM_SECRET_BLOCK: VERIFIER.SECRET_BLOCK,
        PASSWORD_CLAIM_SIGNATURE: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        TIMESTAMP: 'Tue Mar 4 09:05:00 UTC 2025',
      },
    });
    expect(JSON.stringify(service.requests.map(deviceResponses).filter(Boolean))).not.toContain(DEVICE.devicePassword);
  });

  test.each([
    ['at the start', BY_PASSWORD, [unknownDevice]],
    ['in the words of another exception', BY_PASSWORD, [exception('NotAuthorizedException', 'Device does not exist.')]],
    ['at the proof of the password', BY_SRP, [passwordVerifier, unknownDevice]],
    ['at DEVICE_SRP_AUTH', BY_PASSWORD, [asks('DEVICE_SRP_AUTH'), unknownDevice]],
    [
      'at DEVICE_PASSWORD_VERIFIER, where the proof is wrong',
      BY_PASSWORD,
      [
        asks('DEVICE_SRP_AUTH'),
        asks('DEVICE_PASSWORD_VERIFIER', VERIFIER),
        exception('NotAuthorizedException', 'Incorrect username or password.'),
      ],
    ],
  ])('tells when it is the device that is refused, %s', async (_, input, answers) => {
    const service = recordedService(...answers);
    const signIn = createUserPool(CONFIG, service.environment).signIn(input, never, devices);
    await expect(signIn).rejects.toBeInstanceOf(DeviceRefused);
    await expect(signIn).rejects.toMatchObject({ deviceKey: DEVICE.deviceKey, error: { name: 'AuthError' } });
  });

  test.each([
    ['a wrong password', exception('NotAuthorizedException', 'Incorrect username or password.'), 'notAuthorized'],
    ['an unknown client', exception('ResourceNotFoundException', 'User pool client does not exist.'), 'service'],
  ])('does not take %s for a refusal of the device', async (_, answer, kind) => {
    const service = recordedService(answer);
    const signIn = createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never, devices);
    await expect(signIn).rejects.toMatchObject({ name: 'AuthError', kind });
  });
});

test('a device challenge without a device is a fault of the pool', async () => {
  const service = recordedService(asks('DEVICE_SRP_AUTH'));
  await expect(createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never)).rejects.toMatchObject({
    kind: 'unknown',
    message: expect.stringContaining('though no device was presented'),
  });
});

test.each([
  [
    'the keys of a new device',
    { DeviceKey: 'key', DeviceGroupKey: 'group' },
    { newDevice: { deviceKey: 'key', deviceGroupKey: 'group' } },
  ],
  ['half of them', { DeviceKey: 'key' }, { deviceKey: DEVICE.deviceKey }],
  ['none', undefined, { deviceKey: DEVICE.deviceKey }],
])('a sign-in that comes with %s says which device its tokens are for', async (_, NewDeviceMetadata, device) => {
  const service = recordedService({ body: { AuthenticationResult: { ...TOKENS, NewDeviceMetadata } } });
  const progress = await createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never, devices);
  const tokens = { idToken: 'id', accessToken: 'access', refreshToken: 'refresh' };
  expect(progress).toEqual({ done: true, tokens, ...device });
});

describe('a refresh on a device', () => {
  test.each([
    ['GetTokensFromRefreshToken', { RefreshToken: 'token', DeviceKey: 'key' }],
    ['REFRESH_TOKEN_AUTH', { AuthParameters: { REFRESH_TOKEN: 'token', DEVICE_KEY: 'key' } }],
  ] as const)('names it, by %s', async (operation, request) => {
    const service = recordedService(signsIn);
    await createUserPool(CONFIG, service.environment).refresh('token', operation, never, 'key');
    expect(service.requests[0]?.body).toMatchObject(request);
  });

  test('tells when the pool does not know the device, which does not end the session', async () => {
    const service = recordedService(unknownDevice);
    const refresh = createUserPool(CONFIG, service.environment).refresh(
      'token',
      'GetTokensFromRefreshToken',
      never,
      'key',
    );
    await expect(refresh).rejects.toBeInstanceOf(DeviceRefused);
  });
});

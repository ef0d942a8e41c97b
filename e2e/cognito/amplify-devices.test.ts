import { Amplify } from 'aws-amplify';
import {
  confirmSignIn,
  fetchAuthSession,
  fetchDevices,
  forgetDevice,
  rememberDevice,
  signIn,
  signOut,
} from 'aws-amplify/auth';
import { ConsoleLogger } from 'aws-amplify/utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';

const alice = { username: 'alice', password: 'correct horse' };
const byPassword = { ...alice, options: { authFlowType: 'USER_PASSWORD_AUTH' } } as const;

// Amplify warns of custom endpoints at every configuration.
ConsoleLogger.LOG_LEVEL = 'ERROR';

// Amplify names a device by its browser, and confirms none where there is no navigator.
vi.stubGlobal('navigator', { userAgent: 'vitest' });

let cognito: LocalCognito;

beforeEach(async () => {
  cognito = await startLocalCognito({ settings: { deviceTracking: 'always' } });
  const { url, userPoolId, userPoolClientId } = cognito;
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: url } } });
  cognito.createUser({ ...alice, email: 'alice@example.com', mfa: { type: 'EMAIL_OTP' } });
});

afterEach(async () => {
  await signOut();
  await cognito.close();
});

async function signInWithCode(): Promise<void> {
  expect((await signIn(alice)).nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
  const challengeResponse = cognito.lastCode('alice') ?? '';
  expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
}

const challengesSeen = () => cognito.requests.flatMap(({ challengeName }) => challengeName ?? []);

describe('Amplify on a device', () => {
  test.each([
    ['SRP', alice, ['PASSWORD_VERIFIER', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']],
    ['a plain password', byPassword, ['DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']],
  ])(
    'that is remembered signs in by %s without the second factor, even after a sign-out',
    async (_, input, challenges) => {
      await signInWithCode();
      await signOut();
      cognito.clearRequests();
      expect(await signIn(input)).toMatchObject({ isSignedIn: true });
      expect(challengesSeen()).toEqual(challenges);
      expect(cognito.devices('alice')).toHaveLength(1);
    },
  );

  test('that has to be remembered by the user is asked for the second factor until then', async () => {
    cognito.settings.deviceTracking = 'userOptIn';
    await signInWithCode();
    await signOut();
    await signInWithCode();
    expect(cognito.devices('alice')).toMatchObject([{ isRemembered: false }]);
    await rememberDevice();
    await signOut();
    expect(await signIn(alice)).toMatchObject({ isSignedIn: true });
  });

  test('lists it, with its name and dates', async () => {
    await signInWithCode();
    const [device] = await fetchDevices();
    expect(device).toMatchObject({
      name: 'vitest',
      attributes: { device_status: 'remembered' },
      createDate: expect.any(Date),
    });
    expect(Math.abs((device?.createDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test('that was forgotten is asked again, and is another device then', async () => {
    await signInWithCode();
    const [first] = cognito.devices('alice');
    await forgetDevice();
    expect(cognito.devices('alice')).toEqual([]);
    await signOut();
    await signInWithCode();
    expect(cognito.devices('alice')[0]?.key).not.toBe(first?.key);
  });

  test('that an administrator has forgotten is asked again', async () => {
    await signInWithCode();
    const [first] = cognito.devices('alice');
    await signOut();
    cognito.forgetDevice('alice', first?.key ?? '');
    await signInWithCode();
    expect(cognito.requests.map(({ errorType }) => errorType)).toContain('ResourceNotFoundException');
    expect(cognito.devices('alice')).toHaveLength(1);
  });

  test('names it when it renews tokens, which are renewed for no other', async () => {
    await signInWithCode();
    const [device] = cognito.devices('alice');
    await fetchAuthSession({ forceRefresh: true });
    expect(cognito.requests.at(-1)).toMatchObject({ deviceKey: device?.key, status: 200 });
    cognito.forgetDevice('alice', device?.key ?? '');
    await fetchAuthSession({ forceRefresh: true }).catch(() => {});
    expect(cognito.requests.at(-1)).toMatchObject({ errorType: 'NotAuthorizedException' });
  });

  test('that cannot prove itself is refused', async () => {
    await signInWithCode();
    await signOut();
    const [device] = cognito.devices('alice');
    if (device?.verifier) device.verifier = { ...device.verifier, salt: device.verifier.salt + 1n };
    await expect(signIn(alice)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(challengesSeen().at(-1)).toBe('DEVICE_PASSWORD_VERIFIER');
  });
});

import { createDeviceVerifier as helperVerifier, signSrpSessionWithDevice } from 'cognito-srp-helper';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimDevicePassword, createDevicePassword, createDeviceVerifier, deviceVerifierOf } from './device-srp.js';
import { keyPairOf, timestamp } from './srp.js';
import { bytesOf, g, integerOf, powerModN } from './srp-group.js';
import { importAmplifySrp } from './testing/amplify-srp.js';

/** The other implementations take a tenth of a second each time, and several times that on a busy machine. */
const SLOW = { timeout: 60_000 };
const NOW = Date.UTC(2025, 2, 4, 9, 5, 0);

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

const newDevices = fc.record({
  deviceKey: fc.uuid().map((id) => `eu-west-1_${id}`),
  deviceGroupKey: fc.string({ minLength: 9, maxLength: 9, unit: fc.constantFrom(...'-_aZ09+/') }),
});
const devices = newDevices.map((device) => ({ ...device, devicePassword: createDevicePassword() }));

const challenges = fc.record({
  srpB: fc.bigInt({ min: 1n, max: 2n ** 64n }).map((b) => powerModN(g, b).toString(16)),
  salt: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => integerOf(bytes).toString(16)),
  secretBlock: fc.uint8Array({ minLength: 1, maxLength: 64 }).map(toBase64),
});
const privateValues = fc.bigInt({ min: 2n ** 255n, max: 2n ** 256n - 1n });

describe("a device's verifier", () => {
  test('is the one that cognito-srp-helper makes of the same password and salt', SLOW, async () => {
    await fc.assert(
      fc.asyncProperty(newDevices, async ({ deviceKey, deviceGroupKey }) => {
        const { DeviceRandomPassword, DeviceSecretVerifierConfig } = helperVerifier(deviceKey, deviceGroupKey);
        const device = { deviceKey, deviceGroupKey, devicePassword: DeviceRandomPassword };
        const salt = integerOf(fromBase64(DeviceSecretVerifierConfig.Salt ?? ''));
        expect(await deviceVerifierOf(device, salt)).toEqual(DeviceSecretVerifierConfig);
      }),
      { numRuns: 10 },
    );
  });

  test('is the one that Amplify makes of the same password and salt', SLOW, async () => {
    const amplify = await importAmplifySrp();
    await fc.assert(
      fc.asyncProperty(newDevices, async ({ deviceKey, deviceGroupKey }) => {
        const theirs = await amplify.hashDevice({ group: deviceGroupKey, name: deviceKey });
        const device = { deviceKey, deviceGroupKey, devicePassword: theirs.devicePassword };
        const salt = BigInt(`0x${theirs.salt}`);
        expect(await deviceVerifierOf(device, salt)).toEqual({
          Salt: toBase64(bytesOf(salt)),
          PasswordVerifier: toBase64(bytesOf(BigInt(`0x${theirs.verifier}`))),
        });
      }),
      { numRuns: 10 },
    );
  });

  test('has another salt each time, and the password is new each time and long', async () => {
    const device = { deviceKey: 'key', deviceGroupKey: 'group', devicePassword: createDevicePassword() };
    const [one, other] = [await createDeviceVerifier(device), await createDeviceVerifier(device)];
    expect(one.Salt).not.toBe(other.Salt);
    expect(createDevicePassword()).not.toBe(device.devicePassword);
    expect(fromBase64(device.devicePassword)).toHaveLength(40);
  });
});

describe("the claim of a device's password", () => {
  test('is the one that cognito-srp-helper makes', SLOW, async () => {
    await fc.assert(
      fc.asyncProperty(privateValues, devices, challenges, async (a, device, challenge) => {
        const { srpB, salt, secretBlock } = challenge;
        const keyPair = keyPairOf(a);
        const session: Parameters<typeof signSrpSessionWithDevice>[0] = {
          username: 'alice',
          password: 'not used',
          isHashed: false,
          poolId: 'eu-west-1_AbCdEfGhI',
          poolIdAbbr: 'AbCdEfGhI',
          smallA: a.toString(16),
          largeA: keyPair.A.toString(16),
          timestamp: timestamp(NOW),
        };
        const answer = {
          ChallengeParameters: { SALT: salt, SRP_B: srpB, SECRET_BLOCK: secretBlock, DEVICE_KEY: device.deviceKey },
        };
        const theirs = signSrpSessionWithDevice(session, answer, device.deviceGroupKey, device.devicePassword);
        const claim = await claimDevicePassword(keyPair, device, challenge, NOW);
        expect(claim.PASSWORD_CLAIM_SIGNATURE).toBe(theirs.passwordSignature);
      }),
      { numRuns: 10 },
    );
  });

  test('is the one that Amplify makes', SLOW, async () => {
    const amplify = await importAmplifySrp();
    await fc.assert(
      fc.asyncProperty(privateValues, devices, challenges, async (a, device, challenge) => {
        const identity = { group: device.deviceGroupKey, name: device.deviceKey };
        const keyPair = keyPairOf(a);
        const theirs = await amplify.sign(keyPair, identity, challenge, device.devicePassword, timestamp(NOW));
        const claim = await claimDevicePassword(keyPair, device, challenge, NOW);
        expect(claim.PASSWORD_CLAIM_SIGNATURE).toBe(theirs);
      }),
      { numRuns: 10 },
    );
  });
});

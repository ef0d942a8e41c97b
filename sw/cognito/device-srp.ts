import type { DeviceSecret } from '../session/ports.js';
import {
  claim,
  type EphemeralKeyPair,
  type PasswordClaim,
  passwordHash,
  type SrpIdentity,
  toBase64,
  type VerifierChallenge,
} from './srp.js';
import { bytesOf, g, integerOf, powerModN } from './srp-group.js';

// A device proves itself as a user does: its group key stands for the pool's name, its key for the user's, and its
// password is a random one that nobody ever sees. What the service gets of it, once, is the verifier.

/** `DeviceSecretVerifierConfig` of the API, both base64. */
export interface DeviceSecretVerifier {
  readonly Salt: string;
  readonly PasswordVerifier: string;
}

const DEVICE_PASSWORD_BYTES = 40; // as in Amplify
const SALT_BYTES = 16;

/** A password for a device. */
export function createDevicePassword(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(DEVICE_PASSWORD_BYTES)));
}

/** What ConfirmDevice is to be told of a device's password. */
export function createDeviceVerifier(device: DeviceSecret): Promise<DeviceSecretVerifier> {
  return deviceVerifierOf(device, integerOf(crypto.getRandomValues(new Uint8Array(SALT_BYTES))));
}

/** The verifier for a given salt. */
export async function deviceVerifierOf(device: DeviceSecret, salt: bigint): Promise<DeviceSecretVerifier> {
  const verifier = powerModN(g, await passwordHash(identityOf(device), salt, device.devicePassword));
  return { Salt: toBase64(bytesOf(salt)), PasswordVerifier: toBase64(bytesOf(verifier)) };
}

/** {@link claim} for a device's password: the answer to the challenge DEVICE_PASSWORD_VERIFIER. */
export function claimDevicePassword(
  keyPair: EphemeralKeyPair,
  device: DeviceSecret,
  challenge: VerifierChallenge,
  serverTimeMs: number,
): Promise<PasswordClaim> {
  return claim(keyPair, identityOf(device), challenge, device.devicePassword, serverTimeMs);
}

function identityOf({ deviceGroupKey, deviceKey }: DeviceSecret): SrpIdentity {
  return { group: deviceGroupKey, name: deviceKey };
}

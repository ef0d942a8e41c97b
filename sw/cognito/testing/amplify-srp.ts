import type { EphemeralKeyPair, SrpIdentity, VerifierChallenge } from '../srp.js';
import { g, N } from '../srp-group.js';

// Amplify exports nothing of its SRP, so it is imported by the path of its files.
const AMPLIFY_SRP = '../../../node_modules/@aws-amplify/auth/dist/esm/providers/cognito/utils/srp';

interface AuthenticationHelper {
  getPasswordAuthenticationKey(values: Record<string, unknown>): Promise<Uint8Array>;
  generateHashDevice(deviceGroupKey: string, deviceKey: string): Promise<void>;
  getRandomPassword(): string;
  /** Hexadecimal. */
  getSaltToHashDevices(): string;
  /** Hexadecimal. */
  getVerifierDevices(): string;
}

/** Amplify's SRP, for tests to compare with. */
export interface AmplifySrp {
  /** The signature of a claim, base64. */
  sign(
    keyPair: EphemeralKeyPair,
    identity: SrpIdentity,
    challenge: VerifierChallenge,
    password: string,
    timestamp: string,
  ): Promise<string>;
  /** A device's password and its verifier; salt and verifier are hexadecimal. */
  hashDevice(identity: SrpIdentity): Promise<{ devicePassword: string; salt: string; verifier: string }>;
}

export async function importAmplifySrp(): Promise<AmplifySrp> {
  const load = (file: string) => import(/* @vite-ignore */ new URL(`${AMPLIFY_SRP}/${file}`, import.meta.url).href);
  const [{ default: BigInteger }, { default: Helper }, { getSignatureString }] = await Promise.all([
    load('BigInteger/BigInteger.mjs'),
    load('AuthenticationHelper/AuthenticationHelper.mjs'),
    load('getSignatureString.mjs'),
  ]);
  const integer = (value: bigint): unknown => new BigInteger(value.toString(16), 16);
  const helperFor = (userPoolName: string, { a, A }: EphemeralKeyPair): AuthenticationHelper =>
    new Helper({ userPoolName, a: integer(a), g: integer(g), A: integer(A), N: integer(N) });

  return {
    async sign(keyPair, { group, name }, { srpB, salt, secretBlock }, password, timestamp) {
      const hkdf = await helperFor(group, keyPair).getPasswordAuthenticationKey({
        username: name,
        password,
        serverBValue: new BigInteger(srpB, 16),
        salt: new BigInteger(salt, 16),
      });
      const challengeParameters = { SECRET_BLOCK: secretBlock };
      return getSignatureString({ userPoolName: group, username: name, challengeParameters, dateNow: timestamp, hkdf });
    },

    async hashDevice({ group, name }) {
      const helper = helperFor(group, { a: 1n, A: g });
      await helper.generateHashDevice(group, name);
      return {
        devicePassword: helper.getRandomPassword(),
        salt: helper.getSaltToHashDevices(),
        verifier: helper.getVerifierDevices(),
      };
    },
  };
}

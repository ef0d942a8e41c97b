import { claimPassword, createEphemeralKeyPair, srpA } from '../../../sw/cognito/srp.js';
import { expose, timeEach } from './page.js';

/** What aws-amplify's sign-in computes with: modules that it does not export, so that the bundle hands them over. */
export interface AmplifySrp {
  readonly BigInteger: new (hex: string, radix: 16) => unknown;
  getAuthenticationHelper(poolName: string): Promise<{
    readonly A: { toString(radix: 16): string };
    getPasswordAuthenticationKey(input: {
      username: string;
      password: string;
      serverBValue: unknown;
      salt: unknown;
    }): Promise<unknown>;
  }>;
  getSignatureString(input: {
    userPoolName: string;
    username: string;
    challengeParameters: { SECRET_BLOCK: string };
    dateNow: string;
    hkdf: unknown;
  }): string;
  getNowString(): string;
}

/** A challenge as Cognito sends it. */
export interface SrpChallenge {
  readonly userPoolId: string;
  readonly username: string;
  readonly password: string;
  readonly srpB: string;
  readonly salt: string;
  readonly secretBlock: string;
}

async function ours({ userPoolId, username, password, srpB, salt, secretBlock }: SrpChallenge): Promise<unknown> {
  const pair = createEphemeralKeyPair();
  srpA(pair);
  const challenge = { userPoolId, userIdForSrp: username, srpB, salt, secretBlock };
  return await claimPassword(pair, challenge, password, Date.now());
}

async function amplifys(amplify: AmplifySrp, challenge: SrpChallenge): Promise<unknown> {
  const { userPoolId, username, password, srpB, salt, secretBlock } = challenge;
  const userPoolName = userPoolId.split('_')[1] ?? '';
  const authentication = await amplify.getAuthenticationHelper(userPoolName);
  authentication.A.toString(16);
  const hkdf = await authentication.getPasswordAuthenticationKey({
    username,
    password,
    serverBValue: new amplify.BigInteger(srpB, 16),
    salt: new amplify.BigInteger(salt, 16),
  });
  const challengeParameters = { SECRET_BLOCK: secretBlock };
  return amplify.getSignatureString({
    userPoolName,
    username,
    challengeParameters,
    dateNow: amplify.getNowString(),
    hkdf,
  });
}

const exposed = (amplify: AmplifySrp) => ({
  timeOurs: (count: number, challenge: SrpChallenge) => timeEach(count, () => ours(challenge)),
  timeAmplify: (count: number, challenge: SrpChallenge) => timeEach(count, () => amplifys(amplify, challenge)),
});

export type SrpPage = ReturnType<typeof exposed>;

export function startSrpPage(amplify: AmplifySrp): void {
  expose(exposed(amplify));
}

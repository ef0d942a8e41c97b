import { signSrpSession } from 'cognito-srp-helper';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  claimPassword,
  createEphemeralKeyPair,
  keyPairOf,
  type PasswordVerifierChallenge,
  srpA,
  timestamp,
} from './srp.js';
import { bytesOf, g, integerOf, k, N, powerModN } from './srp-group.js';
import { importAmplifySrp } from './testing/amplify-srp.js';

const USER_POOL_ID = 'eu-west-1_AbCdEfGhI';
/** The other implementations take a tenth of a second for each claim, and several times that on a busy machine. */
const SLOW = { timeout: 60_000 };

const NOW = Date.UTC(2025, 2, 4, 9, 5, 0);

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

function challengeOf(overrides: Partial<PasswordVerifierChallenge> = {}): PasswordVerifierChallenge {
  return {
    userPoolId: USER_POOL_ID,
    userIdForSrp: 'alice',
    srpB: powerModN(g, 987_654_321n).toString(16),
    salt: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    secretBlock: btoa('a secret block'),
    ...overrides,
  };
}

/** What the package cognito-srp-helper, of other authors and on jsbn and crypto-js, signs for the same values. */
function helperSignature(a: bigint, challenge: PasswordVerifierChallenge, password: string): string {
  const { userPoolId, userIdForSrp, srpB, salt, secretBlock } = challenge;
  const session: Parameters<typeof signSrpSession>[0] = {
    username: userIdForSrp,
    password,
    isHashed: false,
    poolId: userPoolId,
    poolIdAbbr: userPoolId.replace(/^.*_/, ''),
    smallA: a.toString(16),
    largeA: keyPairOf(a).A.toString(16),
    timestamp: timestamp(NOW),
  };
  return signSrpSession(session, {
    ChallengeParameters: { SALT: salt, SRP_B: srpB, SECRET_BLOCK: secretBlock, USER_ID_FOR_SRP: userIdForSrp },
  }).passwordSignature;
}

async function amplifySignature(a: bigint, challenge: PasswordVerifierChallenge, password: string): Promise<string> {
  const identity = { group: challenge.userPoolId.split('_')[1] ?? '', name: challenge.userIdForSrp };
  return (await importAmplifySrp()).sign(keyPairOf(a), identity, challenge, password, timestamp(NOW));
}

/** Bytes that start in each of the ways that padding rules trip over. */
const awkwardBytes = (length: number) =>
  fc
    .tuple(
      fc.constantFrom([], [0x00], [0x00, 0x00], [0x00, 0x80], [0x0f], [0x7f], [0x80], [0xff]),
      fc.uint8Array({ minLength: length, maxLength: length }),
    )
    .map(([start, rest]) => Uint8Array.from([...start, ...rest].slice(0, length)));

const challenges = fc
  .record({
    userIdForSrp: fc.string({ minLength: 1, unit: 'grapheme' }),
    srpB: awkwardBytes(384).map(toHex),
    salt: awkwardBytes(16).map(toHex),
    secretBlock: fc.uint8Array({ minLength: 1, maxLength: 64 }).map(toBase64),
  })
  .filter(({ srpB }) => BigInt(`0x${srpB}`) % N !== 0n)
  .map(challengeOf);

const passwords = fc.string({ minLength: 1, unit: 'grapheme' });
const privateValues = awkwardBytes(32)
  .map(integerOf)
  .filter((a) => a > 0n);

describe('the group', () => {
  test('k is the hash of N and g as Cognito writes them', async () => {
    const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from([...bytesOf(N), ...bytesOf(g)]));
    expect(k).toBe(integerOf(new Uint8Array(digest)));
  });

  test.each([
    [0x14n, [0x14]],
    [0x7fn, [0x7f]],
    [0x80n, [0x00, 0x80]],
    [0xecn, [0x00, 0xec]],
    [0x123n, [0x01, 0x23]],
    [0x8123n, [0x00, 0x81, 0x23]],
    [0n, [0x00]],
  ])('%s is written as Java writes a positive BigInteger', (value, bytes) => {
    expect([...bytesOf(value)]).toEqual(bytes);
  });

  test('an integer survives being written and read', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: N }), (value) => integerOf(bytesOf(value)) === value));
  });

  test('a power is what repeated multiplication makes it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: N - 1n }), fc.bigInt({ min: 1n, max: 2n ** 80n }), (base, exponent) => {
        let power = 1n;
        for (const bit of exponent.toString(2)) power = (((power * power) % N) * (bit === '1' ? base : 1n)) % N;
        expect(powerModN(base, exponent)).toBe(power);
      }),
    );
  });
});

describe('the claim of a password', () => {
  test('is the one that cognito-srp-helper makes, for any user, password, salt and server value', SLOW, async () => {
    await fc.assert(
      fc.asyncProperty(privateValues, challenges, passwords, async (a, challenge, password) => {
        const claim = await claimPassword(keyPairOf(a), challenge, password, NOW);
        expect(claim.PASSWORD_CLAIM_SIGNATURE).toBe(helperSignature(a, challenge, password));
      }),
      { numRuns: 15 },
    );
  });

  test('is the one that Amplify makes, for any user, password, salt and server value', SLOW, async () => {
    await fc.assert(
      fc.asyncProperty(privateValues, challenges, passwords, async (a, challenge, password) => {
        const claim = await claimPassword(keyPairOf(a), challenge, password, NOW);
        expect(claim.PASSWORD_CLAIM_SIGNATURE).toBe(await amplifySignature(a, challenge, password));
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['a salt that starts with zero bytes', { salt: '0000c3d4e5f60718293a4b5c6d7e8f90' }, 'Passw0rd!'],
    ['a salt that starts with a set bit', { salt: 'ffb2c3d4e5f60718293a4b5c6d7e8f90' }, 'Passw0rd!'],
    ['a salt of an odd number of digits', { salt: '1b2c3d4e5f60718293a4b5c6d7e8f90' }, 'Passw0rd!'],
    ['a server value of an odd number of digits', { srpB: 'abc' }, 'Passw0rd!'],
    ['a server value above N', { srpB: (N + 5n).toString(16) }, 'Passw0rd!'],
    [
      'a server value in capitals',
      {
        srpB: powerModN(g, 77n ** 40n)
          .toString(16)
          .toUpperCase(),
      },
      'Passw0rd!',
    ],
    ['a password outside ASCII', {}, 'Пароль-密碼-🔑é'],
    ['a colon in the password', {}, 'a:b:c'],
    ['a user name outside ASCII', { userIdForSrp: 'zoë@例え.jp' }, 'Passw0rd!'],
    ["an emulator's pool", { userPoolId: 'local_5TkBqXyZ' }, 'Passw0rd!'],
  ])('survives %s', SLOW, async (_, overrides, password) => {
    const challenge = challengeOf(overrides);
    const a = 2n ** 255n + 12_345n;
    const claim = await claimPassword(keyPairOf(a), challenge, password, NOW);
    expect(claim.PASSWORD_CLAIM_SIGNATURE).toBe(helperSignature(a, challenge, password));
    expect(claim.PASSWORD_CLAIM_SIGNATURE).toBe(await amplifySignature(a, challenge, password));
  });

  test('carries the secret block as it came, and the time it was given', async () => {
    const claim = await claimPassword(createEphemeralKeyPair(), challengeOf(), 'Passw0rd!', NOW);
    expect(claim).toMatchObject({
      PASSWORD_CLAIM_SECRET_BLOCK: btoa('a secret block'),
      TIMESTAMP: 'Tue Mar 4 09:05:00 UTC 2025',
    });
  });

  test.each([
    ['SRP_B of zero', { srpB: '0' }, 'SRP_B is zero modulo N'],
    ['SRP_B of N', { srpB: N.toString(16) }, 'SRP_B is zero modulo N'],
    ['SRP_B of 2N', { srpB: (2n * N).toString(16) }, 'SRP_B is zero modulo N'],
    [
      'SRP_B of N with zeros in front',
      { srpB: N.toString(16).toUpperCase().padStart(1_000, '0') },
      'SRP_B is zero modulo N',
    ],
    ['SRP_B that is no number', { srpB: 'xyz' }, 'SRP_B is not hexadecimal'],
    ['an empty SRP_B', { srpB: '' }, 'SRP_B is not hexadecimal'],
    ['a negative SRP_B', { srpB: '-1' }, 'SRP_B is not hexadecimal'],
    ['SRP_B with a prefix', { srpB: '0x10' }, 'SRP_B is not hexadecimal'],
    ['SRP_B with a line break', { srpB: 'abc\n' }, 'SRP_B is not hexadecimal'],
    ['SRP_B in digits of another script', { srpB: '１２' }, 'SRP_B is not hexadecimal'],
    ['SRP_B of a megabyte', { srpB: 'f'.repeat(1_000_000) }, 'SRP_B is not hexadecimal, or too long'],
    ['a salt of a megabyte', { salt: 'f'.repeat(1_000_000) }, 'SALT is not hexadecimal, or too long'],
    ['an empty salt', { salt: '' }, 'SALT is not hexadecimal'],
    ['a secret block that is not base64', { secretBlock: '%%%' }, 'SECRET_BLOCK is not base64'],
  ])('is refused for %s', async (_, overrides, message) => {
    const claim = claimPassword(createEphemeralKeyPair(), challengeOf(overrides), 'Passw0rd!', NOW);
    await expect(claim).rejects.toMatchObject({
      name: 'AuthError',
      kind: 'unknown',
      message: expect.stringContaining(message),
    });
  });
});

describe('the ephemeral pair', () => {
  test('is new each time, of 256 bits, and A is sent in hexadecimal', () => {
    const [one, other] = [createEphemeralKeyPair(), createEphemeralKeyPair()];
    expect(one.a).not.toBe(other.a);
    expect(one.a.toString(2)).toHaveLength(256);
    expect(BigInt(`0x${srpA(one)}`)).toBe(powerModN(g, one.a));
  });
});

test.each([
  [Date.UTC(2025, 2, 4, 9, 5, 0), 'Tue Mar 4 09:05:00 UTC 2025'],
  [Date.UTC(2024, 11, 31, 23, 59, 59, 999), 'Tue Dec 31 23:59:59 UTC 2024'],
  [Date.UTC(2026, 0, 1, 0, 0, 0), 'Thu Jan 1 00:00:00 UTC 2026'],
])('the time %s is written as Cognito expects it', (time, text) => {
  expect(timestamp(time)).toBe(text);
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FUZZ_TIMEOUT_MS, fuzzRuns } from '../shared/testing/fuzz-runs.js';
import { N } from './cognito/srp-group.js';
import type { SessionRecord } from './session/record.js';
import { plainSealer } from './session/testing/plain-sealer.js';
import {
  createFuzzedWorker,
  expectAuthError,
  expectNoSecret,
  expectSound,
  FakeWindowClient,
  type FuzzedWorker,
} from './testing/fuzzed-worker.js';
import { ISSUED_SECRETS, NEW_DEVICE } from './testing/honest-cognito.js';
import { junk, unfold } from './testing/junk.js';

/**
 * The challenges to prove a password, with hostile parameters. What must not happen is a claim that gives the password
 * away, a worker that reckons with a number of a megabyte, and a device that is lost because of an answer that was nonsense.
 */

const password = 'Pass-Word-7d8e9f';

type ProofChallenge = 'PASSWORD_VERIFIER' | 'DEVICE_PASSWORD_VERIFIER';

/** By what sign-in a challenge comes. The last one is that of a remembered device, after the user's own proof. */
const SIGN_INS: readonly (readonly [ProofChallenge, object])[] = [
  ['PASSWORD_VERIFIER', { username: NEW_DEVICE, password }],
  ['PASSWORD_VERIFIER', { username: NEW_DEVICE, password, options: { authFlowType: 'CUSTOM_WITH_SRP' } }],
  [
    'PASSWORD_VERIFIER',
    { username: NEW_DEVICE, password, options: { authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD_SRP' } },
  ],
  ['DEVICE_PASSWORD_VERIFIER', { username: NEW_DEVICE, password }],
];

/** What no challenge may bear, by what it is, so that a failing test can be read. */
const NO_NUMBER: Readonly<Record<string, unknown>> = {
  'nothing at all': undefined,
  null: null,
  'a number that is no text': 12,
  'a list': ['ab'],
  'an object': { toString: 'ab' },
  empty: '',
  'a space': ' ',
  words: 'no number',
  negative: '-1',
  'with a prefix': '0x10',
  'a BigInt as JavaScript writes it': '10n',
  'in digits of another script': '１２',
  'with a line break': 'abcdef\n',
  'a megabyte': 'f'.repeat(1_000_000),
  'a megabyte of zeros': '0'.repeat(1_000_000),
  'a token': `eyJ${'a'.repeat(40)}.eyJ.x`,
};

const HOSTILE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  SRP_B: {
    ...NO_NUMBER,
    zero: '0',
    'zero, at length': '0'.repeat(768),
    N: N.toString(16),
    'N in capitals': `00${N.toString(16).toUpperCase()}`,
    '2 N': (2n * N).toString(16),
  },
  SALT: NO_NUMBER,
  SECRET_BLOCK: {
    'nothing at all': undefined,
    null: null,
    'a number': 12,
    empty: '',
    'of one digit': 'A',
    'no base64': '%%%',
    'beyond ASCII': 'é',
    'a megabyte that is no base64': `${'A'.repeat(1_000_000)}%`,
  },
};

const hostile = fc
  .constantFrom(...Object.keys(HOSTILE))
  .chain((field) =>
    fc.record({ field: fc.constant(field), value: fc.constantFrom(...Object.keys(HOSTILE[field] ?? {})) }),
  );

beforeEach(() => vi.stubGlobal('WindowClient', FakeWindowClient));
afterEach(() => vi.unstubAllGlobals());

let withDevice: { readonly record: SessionRecord; readonly devicePassword: string } | undefined;

/** A worker that finds nobody signed in, and the device of somebody who was. */
async function createWorker(): Promise<FuzzedWorker & { readonly secrets: readonly string[] }> {
  withDevice ??= await rememberDevice();
  const { record, devicePassword } = withDevice;
  const worker = createFuzzedWorker();
  await worker.store.update(() => record);
  return { ...worker, secrets: [password, devicePassword, ...ISSUED_SECRETS] };
}

async function rememberDevice() {
  const worker = createFuzzedWorker();
  await worker.call('signIn', { username: NEW_DEVICE, password, options: { authFlowType: 'USER_PASSWORD_AUTH' } });
  await worker.call('signOut', {});
  const record = worker.store.current();
  const [device] = Object.values(record.devices ?? {});
  if (!device) throw new Error('no device was remembered');
  const { devicePassword } = await plainSealer.unseal(device.sealed, 'device');
  return { record, devicePassword };
}

/** Puts values into each challenge of this name. */
function pose(worker: FuzzedWorker, name: ProofChallenge, parameters: Readonly<Record<string, unknown>>): void {
  worker.distortWith((answer) => {
    const { ChallengeName, ChallengeParameters, ...rest } = JSON.parse(answer.body);
    if (ChallengeName !== name) return answer;
    return {
      ...answer,
      body: JSON.stringify({ ...rest, ChallengeName, ChallengeParameters: { ...ChallengeParameters, ...parameters } }),
    };
  });
}

/** The sign-in that is honest succeeds, on the device that was remembered. */
async function expectHonestSignIn(worker: FuzzedWorker, before: SessionRecord): Promise<void> {
  worker.distortWith(undefined);
  worker.requests.length = 0;
  await worker.call('signOut', {});
  const { result } = await worker.call('signIn', { username: NEW_DEVICE, password });
  expect(result).toMatchObject({ ok: true, value: { isSignedIn: true } });
  expect(worker.requests.some(({ body }) => body.includes('DEVICE_PASSWORD_VERIFIER'))).toBe(true);
  expect(worker.store.current().devices).toEqual(before.devices);
}

describe('a challenge to prove a password', () => {
  test('with a hostile parameter is not answered: an error names the parameter, and nothing is lost', {
    timeout: FUZZ_TIMEOUT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SIGN_INS), hostile, async ([name, input], { field, value }) => {
        const worker = await createWorker();
        const before = worker.store.current();
        pose(worker, name, { [field]: HOSTILE[field]?.[value] });
        const { result } = await worker.call('signIn', input);
        if (result.ok) throw new Error('the challenge was answered');
        expectAuthError(result.error);
        expect(result.error).toMatchObject({ kind: 'unknown', message: expect.stringContaining(field) });
        expectNoSecret(result.error, worker.secrets);
        expectSound(worker, worker.secrets);
        expect(worker.requests.filter(({ body }) => body.includes(`"ChallengeName":"${name}"`))).toEqual([]);
        expect(worker.store.current()).toMatchObject({ sessionId: before.sessionId, devices: before.devices });
        await expectHonestSignIn(worker, before);
      }),
      fuzzRuns(60),
    );
  });

  test('with anything in any of its parameters: an answer or an error, and nothing is lost', {
    timeout: FUZZ_TIMEOUT_MS,
  }, async () => {
    const names = ['USER_ID_FOR_SRP', 'USERNAME', 'DEVICE_KEY', 'SRP_B', 'SALT', 'SECRET_BLOCK', '__proto__'] as const;
    const parameters = fc.dictionary(fc.constantFrom(...names), junk, { minKeys: 1, maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SIGN_INS), parameters, async ([name, input], junkOf) => {
        const worker = await createWorker();
        const before = worker.store.current();
        pose(worker, name, Object.fromEntries(Object.entries(junkOf).map(([key, value]) => [key, unfold(value)])));
        const { result } = await worker.call('signIn', input);
        if (!result.ok) {
          expectAuthError(result.error);
          expectNoSecret(result.error, worker.secrets);
          expect(result.error.message).not.toContain('Something failed inside');
          expect(worker.store.current()).toMatchObject({ sessionId: before.sessionId, devices: before.devices });
        }
        expectSound(worker, worker.secrets);
        await expectHonestSignIn(worker, result.ok ? worker.store.current() : before);
      }),
      fuzzRuns(60),
    );
  });
});

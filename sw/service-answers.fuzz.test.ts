import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionApi } from '../shared/session-api.js';
import { FUZZ_TIMEOUT_MS, fuzzRuns } from '../shared/testing/fuzz-runs.js';
import type { SessionRecord } from './session/record.js';
import { distorted, type Nonsense, nonsense } from './testing/distortions.js';
import {
  APP,
  createFuzzedWorker,
  expectAuthError,
  expectNoSecret,
  expectSound,
  FakeWindowClient,
  type FuzzedWorker,
  type Outcome,
} from './testing/fuzzed-worker.js';
import { CHALLENGES, ISSUED_SECRETS, NEW_DEVICE } from './testing/honest-cognito.js';
import { isLongJunk } from './testing/junk.js';

/**
 * Every flow against a service that answers nonsense: from the page's message through the real listener, methods, session
 * and adapters to the request, and back from the answer to the record. That time-outs end what is never answered is for
 * fetch-within-limit.test.ts and unanswered-requests.test.ts.
 */

const password = 'Pass-Word-7d8e9f';
const newPassword = 'New-Pass-Word-1a2b3c';
const code = 'Code-445566';
const federatedToken = 'federated-Token-556677';
const SECRETS = [password, newPassword, code, federatedToken, ...ISSUED_SECRETS];

type Step = readonly [method: keyof SessionApi, ...args: readonly unknown[]];

type Scenario = readonly [name: string, steps: readonly Step[]];

const byPassword = { authFlowType: 'USER_PASSWORD_AUTH' };
const SIGN_IN: Step = ['signIn', { username: 'ada', password, options: byPassword }];

const RESPONSES: Readonly<Record<string, string>> = {
  MFA_SETUP: code,
  NEW_PASSWORD_REQUIRED: newPassword,
  PASSWORD: password,
  PASSWORD_SRP: password,
  SELECT_CHALLENGE: 'EMAIL_OTP',
  SELECT_MFA_TYPE: 'TOTP',
  WEB_AUTHN: '{"id":"Credential-889900"}',
};

/** What somebody does who is not signed in. */
const SIGNED_OUT: readonly Scenario[] = [
  ['signIn', [SIGN_IN]],
  ['the sign-in of a new device', [['signIn', { username: NEW_DEVICE, password, options: byPassword }]]],
  ['a sign-in by SRP', [['signIn', { username: 'ada', password }]]],
  [
    'a custom sign-in by SRP',
    [['signIn', { username: 'ada', password, options: { authFlowType: 'CUSTOM_WITH_SRP' } }]],
  ],
  [
    'a sign-in by SRP on a remembered device',
    [
      ['signIn', { username: NEW_DEVICE, password, options: byPassword }],
      ['signOut', {}],
      ['signIn', { username: NEW_DEVICE, password }],
    ],
  ],
  ['a custom sign-in', [['signIn', { username: 'ada', options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } }]]],
  ['a choice of first factors', [['signIn', { username: 'ada', options: { authFlowType: 'USER_AUTH' } }]]],
  ...Object.keys(CHALLENGES).map(
    (name): Scenario => [
      `the challenge ${name}`,
      [
        ['signIn', { username: name, password, options: byPassword }],
        ['confirmSignIn', { challengeResponse: RESPONSES[name] ?? code }],
      ],
    ],
  ),
  [
    'a sign-up and the sign-in after it',
    [
      ['signUp', { username: 'ada', password, options: { autoSignIn: { authFlowType: 'USER_AUTH' } } }],
      ['confirmSignUp', { username: 'ada', confirmationCode: code }],
      ['autoSignIn'],
    ],
  ],
  ['resendSignUpCode', [['resendSignUpCode', { username: 'ada' }]]],
  [
    'a forgotten password',
    [
      ['resetPassword', { username: 'ada' }],
      ['confirmResetPassword', { username: 'ada', newPassword, confirmationCode: code }],
    ],
  ],
  ['federateToIdentityPool', [['federateToIdentityPool', { provider: 'Google', token: federatedToken }]]],
];

/** What somebody does who is signed in. None of it is to end the sign-in. */
const SIGNED_IN: readonly Scenario[] = [
  ['a forced renewal', [['fetchAuthSession', { forceRefresh: true }]]],
  ['tend', [['synchronize']]],
  ['getCurrentUser', [['getCurrentUser']]],
  ['fetchUserAttributes', [['fetchUserAttributes']]],
  ['updateUserAttributes', [['updateUserAttributes', { userAttributes: { name: 'Ada' } }]]],
  ['updateUserAttribute', [['updateUserAttribute', { userAttribute: { attributeKey: 'name', value: 'Ada' } }]]],
  ['deleteUserAttributes', [['deleteUserAttributes', { userAttributeKeys: ['name'] }]]],
  ['sendUserAttributeVerificationCode', [['sendUserAttributeVerificationCode', { userAttributeKey: 'email' }]]],
  ['confirmUserAttribute', [['confirmUserAttribute', { userAttributeKey: 'email', confirmationCode: code }]]],
  ['updatePassword', [['updatePassword', { oldPassword: password, newPassword }]]],
  ['an authenticator app', [['setUpTOTP'], ['verifyTOTPSetup', { code }]]],
  ['the MFA preference', [['fetchMFAPreference'], ['updateMFAPreference', { totp: 'PREFERRED' }]]],
  ['a passkey', [['startWebAuthnRegistration'], ['completeWebAuthnRegistration', '{"id":"Credential-889900"}']]],
  [
    'passkeys',
    [
      ['listWebAuthnCredentials', {}],
      ['deleteWebAuthnCredential', { credentialId: 'Credential-889900' }],
    ],
  ],
  ['devices', [['fetchDevices'], ['rememberDevice'], ['forgetDevice', {}]]],
];

beforeEach(() => {
  vi.stubGlobal('WindowClient', FakeWindowClient);
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...said) => {
      throw new Error(`The worker wrote to the console: ${said.join(' ')}`);
    });
  }
});
afterEach(() => vi.unstubAllGlobals());

const plan = fc.array(nonsense, { minLength: 1, maxLength: 4 });

function beNonsensical(worker: FuzzedWorker, planned: readonly Nonsense[]): void {
  worker.distortWith((answer, request, nth) => {
    const how = planned[nth % planned.length];
    return how ? distorted(answer, request, how) : answer;
  });
}

/** Takes the steps, and looks at each outcome: an answer, or an error that a page can act upon and that tells no secret. */
async function take(worker: FuzzedWorker, steps: readonly Step[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [method, ...args] of steps) {
    const outcome = await worker.call(method, ...args);
    outcomes.push(outcome);
    const secrets = [...SECRETS, ...tokensIn(worker)];
    if (!outcome.result.ok) {
      expectAuthError(outcome.result.error);
      expectNoSecret(outcome.result.error, secrets);
    }
    expectNoSecret(
      outcome.replies.map((reply) => ('snapshot' in reply ? reply.snapshot : undefined)),
      secrets,
    );
    expectSound(worker, secrets);
  }
  return outcomes;
}

/** The tokens that the worker has shown to the service, which somebody must have issued to it. */
function tokensIn({ requests }: FuzzedWorker): string[] {
  return requests
    .flatMap(({ body }) => /"(?:AccessToken|RefreshToken|Token)":"([^"]*)"/.exec(body)?.[1] ?? [])
    .filter((token) => token.length >= SHORTEST_TOKEN && !isLongJunk(token));
}

/** A shorter one, made of junk, may stand in an error by chance. */
const SHORTEST_TOKEN = 20;

let signedIn: SessionRecord | undefined;

/** A worker that finds a sign-in in its store, with a device and with credentials. */
async function signedInWorker(): Promise<FuzzedWorker> {
  signedIn ??= await recordOfSignIn();
  const record = signedIn;
  const worker = createFuzzedWorker();
  await worker.store.update(() => record);
  return worker;
}

async function recordOfSignIn(): Promise<SessionRecord> {
  const worker = createFuzzedWorker();
  const { result } = await worker.call('signIn', { username: NEW_DEVICE, password, options: byPassword });
  expect(result).toMatchObject({ ok: true, value: { isSignedIn: true } });
  const record = worker.store.current();
  expect(record).toMatchObject({ signIn: { deviceKey: 'eu-west-1_device' }, identity: { credentials: {} } });
  return record;
}

/** The service is honest again, and whoever was signed in gets tokens and credentials as if nothing had been. */
async function expectRecovery(worker: FuzzedWorker): Promise<void> {
  worker.distortWith(undefined);
  await worker.clock.advance(60_000);
  const { result } = await worker.call('fetchAuthSession', { forceRefresh: true });
  expect(result).toMatchObject({ ok: true, value: { isSignedIn: true } });
  const { sessionId } = (result as { value: { sessionId: string } }).value;
  expect((await worker.call('getCognitoTokens', sessionId)).result).toMatchObject({ ok: true });
  expect((await worker.call('getUserSub', sessionId)).result).toMatchObject({ ok: true, value: 'sub-ada' });
  expect((await worker.call('getAWSCredentials', sessionId)).result).toMatchObject({ ok: true });
}

describe('nonsense in answer to somebody who is signed in: an answer or an error, and the sign-in goes on', () => {
  test.each(SIGNED_IN)('%s', { timeout: FUZZ_TIMEOUT_MS }, async (_name, steps) => {
    await fc.assert(
      fc.asyncProperty(plan, fc.boolean(), async (planned, isExpired) => {
        const worker = await signedInWorker();
        if (isExpired) await worker.clock.advance(2 * 3_600_000);
        const { sessionId } = worker.store.current();
        beNonsensical(worker, planned);
        await take(worker, [...steps, ['getCognitoTokens', sessionId], ['getAWSCredentials', sessionId]]);
        expect(worker.store.current()).toMatchObject({ sessionId, signIn: { user: { userId: 'sub-ada' } } });
        await expectRecovery(worker);
      }),
      fuzzRuns(20),
    );
  });
});

describe('nonsense in answer to somebody who is not signed in: an answer or an error, and an honest sign-in succeeds', () => {
  test.each(SIGNED_OUT)('%s', { timeout: FUZZ_TIMEOUT_MS }, async (_name, steps) => {
    await fc.assert(
      fc.asyncProperty(plan, async (planned) => {
        const worker = createFuzzedWorker();
        beNonsensical(worker, planned);
        await take(worker, steps);
        const { sessionId } = worker.store.current();
        await take(worker, [
          ['getIdentityId', sessionId],
          ['getAWSCredentials', sessionId],
        ]);
        worker.distortWith(undefined);
        await take(worker, [['signOut', {}], SIGN_IN]);
        expect(worker.store.current()).toMatchObject({ signIn: { user: { userId: 'sub-ada' } } });
        await expectRecovery(worker);
      }),
      fuzzRuns(15),
    );
  });

  test('managed login', { timeout: FUZZ_TIMEOUT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (planned) => {
        const worker = createFuzzedWorker();
        const { replies } = await worker.call('signInWithRedirect', { customState: 'custom' });
        const { goTo = '' } = replies.at(-1) as { goTo?: string };
        const { searchParams } = new URL(goTo);
        // The honest endpoint takes the code for the nonce.
        const answered = new URLSearchParams({
          code: searchParams.get('nonce') ?? '',
          state: searchParams.get('state') ?? '',
        });
        beNonsensical(worker, planned);
        await take(worker, [['arrive', `${APP}?${answered}`]]);
        const verifier =
          worker.requests.map(({ body }) => new URLSearchParams(body).get('code_verifier')).find(Boolean) ?? '';
        expect(verifier).not.toBe('');
        expectSound(worker, [verifier, answered.get('code') ?? '', answered.get('state') ?? '']);
        worker.distortWith(undefined);
        await take(worker, [['signOut', {}], SIGN_IN]);
        await expectRecovery(worker);
      }),
      fuzzRuns(50),
    );
  });
});

describe('nonsense in answer to a sign-out or a deletion', () => {
  test.each<[string, Step]>([
    ['signOut', ['signOut', {}]],
    ['a global sign-out', ['signOut', { global: true }]],
  ])('%s: nobody is signed in afterwards', { timeout: FUZZ_TIMEOUT_MS }, async (_name, step) => {
    await fc.assert(
      fc.asyncProperty(plan, async (planned) => {
        const worker = await signedInWorker();
        beNonsensical(worker, planned);
        const [outcome] = await take(worker, [step]);
        expect(outcome?.result).toMatchObject({
          ok: true,
          value: { status: expect.stringMatching(/complete|partial/) },
        });
        expect(worker.store.current().signIn).toBeUndefined();
        worker.distortWith(undefined);
        await take(worker, [SIGN_IN]);
        await expectRecovery(worker);
      }),
      fuzzRuns(20),
    );
  });

  test('deleteUser: the user is signed out, or still signed in and can go on', {
    timeout: FUZZ_TIMEOUT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (planned) => {
        const worker = await signedInWorker();
        beNonsensical(worker, planned);
        const [outcome] = await take(worker, [['deleteUser']]);
        const isDeleted = outcome?.result.ok === true;
        expect(worker.store.current().signIn === undefined).toBe(isDeleted);
        worker.distortWith(undefined);
        if (isDeleted) await take(worker, [SIGN_IN]);
        await expectRecovery(worker);
      }),
      fuzzRuns(20),
    );
  });
});

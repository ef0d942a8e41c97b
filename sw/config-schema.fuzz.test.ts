import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuthError } from '../shared/auth-error.js';
import { fuzzRuns } from '../shared/testing/fuzz-runs.js';
import type { CognitoEnvironment } from './cognito/environment.js';
import { createIdentityPool } from './cognito/identity-pool.js';
import { stillTime } from './cognito/testing/still-time.js';
import { createUserPool } from './cognito/user-pool.js';
import type { ParsedConfig } from './config-defaults.js';
import { parseConfig } from './config-schema.js';
import { fromAmplifyOutputs } from './from-amplify-outputs.js';
import { matchRule } from './gateway/attach-rule.js';
import { createManagedLogin } from './managed-login/managed-login.js';
import { emptyRecord, type SessionRecord } from './session/record.js';
import { snapshotOf } from './session/snapshot.js';
import { mutate, mutation } from './testing/junk.js';

const USER_POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const IDENTITY_POOL_ID = 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef';

const VALID = {
  userPool: { ...USER_POOL, endpoint: 'https://cognito.example.com' },
  identityPool: { identityPoolId: IDENTITY_POOL_ID, allowGuestAccess: true, endpoint: 'http://localhost:9229' },
  managedLogin: {
    domain: 'auth.example.com',
    scopes: ['openid', 'email'],
    redirectSignIn: ['https://app.example/', 'https://app.example/in?via=login'],
    redirectSignOut: ['https://app.example/bye'],
  },
  providers: { cognitoTokens: false, awsCredentials: true },
  attach: [
    { url: 'https://api.example.com/v1/', bearer: 'idToken', methods: ['GET'], whenSignedOut: 'passThrough' },
    {
      url: 'https://api.example.com/',
      sigv4: { service: 'execute-api', region: 'eu-west-1' },
      overrideAuthorization: true,
    },
  ],
  staticRouting: true,
  session: { expiryBufferSeconds: 60, idleTimeoutSeconds: 900, absoluteLifetimeSeconds: 43_200, endWithBrowser: true },
  storage: 'persistent',
  sealing: 'script-preferred',
};

const GEN_2 = {
  version: '1',
  auth: {
    user_pool_id: USER_POOL.userPoolId,
    user_pool_client_id: USER_POOL.userPoolClientId,
    identity_pool_id: IDENTITY_POOL_ID,
    unauthenticated_identities_enabled: true,
    oauth: {
      domain: 'auth.example.com',
      scopes: ['openid'],
      redirect_sign_in_uri: ['https://app.example/', 'myapp://'],
      redirect_sign_out_uri: ['https://app.example/'],
    },
  },
};

const GEN_1 = {
  aws_user_pools_id: USER_POOL.userPoolId,
  aws_user_pools_web_client_id: USER_POOL.userPoolClientId,
  aws_cognito_identity_pool_id: IDENTITY_POOL_ID,
  aws_mandatory_sign_in: 'enable',
  oauth: {
    domain: 'auth.example.com',
    scope: ['openid'],
    redirectSignIn: 'https://app.example/,myapp://',
    redirectSignOut: 'https://app.example/',
  },
};

/** What a developer might write for a text, an address above all. */
const nearMiss = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.domain(),
  fc.constantFrom(
    'https://',
    'https://a b',
    'https://[',
    'http://localhost',
    'https://%',
    'https://a.b/%',
    'https://ä.example/ö?ü',
    '//x',
    'a://b',
    'https://a.b\n',
    'https://a.b/?x\n#',
    'https://a.b:99999',
    'xx-y-1_A',
    'cn-north-1_A',
    'xn--1_A',
    'a-1:0',
  ),
);

const spoiltBy = (valid: object) =>
  fc
    .array(fc.oneof(mutation, fc.record({ put: nearMiss, at: fc.nat(60) })), { minLength: 1, maxLength: 2 })
    .map((mutations) => mutations.reduce<unknown>(mutate, valid));

const environment: CognitoEnvironment = {
  time: stillTime(),
  fetch: () => Promise.reject(new TypeError('offline')),
};

const { signal } = new AbortController();

/** All that start-session-worker.ts does with it, up to requests that go nowhere. */
async function use({ userPool, identityPool, managedLogin, attach, session, providers: granted }: ParsedConfig) {
  const offline = expect.objectContaining({ kind: 'service', code: 'network' });
  if (userPool) {
    const signIn = createUserPool(userPool, environment).signIn(
      { username: 'a', options: { authFlowType: 'USER_AUTH' } },
      signal,
    );
    await expect(signIn).rejects.toEqual(offline);
  }
  if (identityPool) {
    await expect(createIdentityPool(identityPool, userPool, environment).getId(undefined, signal)).rejects.toEqual(
      offline,
    );
  }
  if (userPool && managedLogin) {
    const login = createManagedLogin(managedLogin, userPool, environment);
    for (const redirect of managedLogin.redirectSignIn) {
      const { url } = await login.begin('flow', {}, redirect);
      expect(new URL(url).protocol).toMatch(/^https?:$/);
      expect(login.readCallback(`${redirect}${redirect.includes('?') ? '&' : '?'}code=c&state=s`)).toBeDefined();
    }
  }
  for (const { rule } of attach) expect(() => matchRule(attach, { url: rule.url, method: 'GET' })).not.toThrow();
  const { expiryBufferSeconds, idleTimeoutSeconds = 1, absoluteLifetimeSeconds = 1 } = session;
  const policy = { idleTimeoutMs: idleTimeoutSeconds * 1000, absoluteLifetimeMs: absoluteLifetimeSeconds * 1000 };
  const options = { expiryBufferMs: expiryBufferSeconds * 1000, granted, policy };
  const { wakeInMs } = snapshotOf(SIGNED_IN, { now: 0, offsetMs: 0, certain: true }, options, 0.5);
  expect(wakeInMs).toBeGreaterThanOrEqual(1_000);
}

const SIGNED_IN: SessionRecord = {
  ...emptyRecord('store', 'session'),
  signIn: {
    user: { username: 'ada', userId: 'sub' },
    tokens: {
      sealed: { iv: new Uint8Array(12), ciphertext: new ArrayBuffer(0) },
      version: 1,
      idToken: { issuedAt: 0, expiresAt: 3.6e6 },
    },
    since: 0,
    lastActivityAt: 0,
    renewals: 0,
  },
};

/** A field's path from the top, or the whole of it. */
const NAMES_FIELD =
  /(?:not right|; )[: ]*(?:the configuration|there is neither userPool nor identityPool|(?:userPool|identityPool|managedLogin|providers|attach|staticRouting|session|storage|sealing)\b|[\s\S]*is not a known field)/;

async function expectUsableOrNamed(input: unknown): Promise<void> {
  let parsed: ParsedConfig;
  try {
    parsed = parseConfig(input);
  } catch (thrown) {
    expect(thrown).toMatchObject({
      name: 'AuthError',
      kind: 'configuration',
      message: expect.stringMatching(NAMES_FIELD),
    });
    expect((thrown as AuthError).message).not.toContain('undefined');
    return;
  }
  await use(parsed);
}

test('whatever is given for a configuration: an error that names the field, or one that can be used', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ weight: 1, arbitrary: fc.anything() }, { weight: 8, arbitrary: spoiltBy(VALID) }),
      expectUsableOrNamed,
    ),
    fuzzRuns(600),
  );
});

test('whatever is given for a file of Amplify’s: an error of its own, or a configuration to be checked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.anything(), spoiltBy(GEN_2), spoiltBy(GEN_1)), async (file) => {
      let config: object;
      try {
        config = fromAmplifyOutputs(file);
      } catch (thrown) {
        expect(thrown).toMatchObject({
          name: 'AuthError',
          kind: 'configuration',
          message: expect.stringMatching(/fromAmplifyOutputs.*: ./),
        });
        return;
      }
      await expectUsableOrNamed(config);
    }),
    fuzzRuns(400),
  );
});

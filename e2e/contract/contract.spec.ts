import type { Page } from 'playwright/test';
import type { SessionWorkerConfig } from '../../sw/config.js';
import { stored } from '../account/call.js';
import type { LocalCognito } from '../cognito/local-cognito.js';
import { configFor } from '../harness/config-for.js';
import { expect, type Person, signIn, test } from '../harness/fixtures.js';
import { type Answers, askAll, forceRefresh, REFRESH, type Told, waitUntil } from '../session/ask.js';

/**
 * The table of the session contract in a real browser: the state that a row begins in, the five answers, and which
 * operations the service was asked for while they were given. A cell is `ok`, or the error's kind and code.
 */
interface Row {
  readonly row: string;
  readonly config?: (config: SessionWorkerConfig) => SessionWorkerConfig;
  readonly state: (given: Given) => Promise<void>;
  /** isSignedIn, sub, id, aws, jwt. */
  readonly answers: readonly [boolean, string, string, string, string];
  readonly asked: readonly string[];
}

interface Given {
  readonly tab: Page;
  readonly cognito: LocalCognito;
  readonly user: Person;
}

const GET_ID = 'GetId';
const GET_CREDENTIALS = 'GetCredentialsForIdentity';
const NO_ACCOUNT = 'service/invalidAccountType';

const withoutIdentityPool = ({ identityPool: _, ...config }: SessionWorkerConfig) => config;
const withoutUserPool = ({ userPool: _, attach: __, ...config }: SessionWorkerConfig) => config;
const withoutGuests = (config: SessionWorkerConfig): SessionWorkerConfig => ({
  ...config,
  ...(config.identityPool && { identityPool: { ...config.identityPool, allowGuestAccess: false } }),
});

const nobody = async () => {};

/** A worker that had to wait for its first answer may take the service's clock for so much behind, in ms. */
const CLOCK_ERROR_MS = 1_000;

/** After so many failures the background leaves the service alone for 15 s at least, which is long for the five answers. */
const FAILURES_OF_A_LONG_PAUSE = 6;

/** Signs in and waits until what the identity pool has answered is stored, too. */
async function somebody({ tab, user }: Given): Promise<void> {
  await signIn(tab, user);
  await expect.poll(() => stored(tab)).toContain('"credentials"');
}

/**
 * Signs in, has `fail` see to what fails from then on, and lets everything that was issued expire. On a busy machine the tokens
 * and credentials may have been renewed before that, and are not any more.
 */
async function expire(given: Given, fail: () => void): Promise<void> {
  const { cognito, tab } = given;
  cognito.settings.accessTokenSeconds = 3;
  cognito.settings.credentialsSeconds = 3;
  await somebody(given);
  const issued = Date.now(); // the tokens and the credentials both before now
  fail();
  await waitUntil(issued + 3_000 + CLOCK_ERROR_MS);
  await expect.poll(() => credentialRenewals(tab)).toBe(0);
}

/** How many renewals of the credentials go on, or are about to: each has a lock. One that began in time may still be trying. */
function credentialRenewals(tab: Page): Promise<number> {
  return tab.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return [...held, ...pending].filter(({ name }) => name?.endsWith(':credentials')).length;
  });
}

/** Signs in, and then lets everything that was issued expire while `operations` fail with `status`. */
const expired = (operations: readonly string[], fault: { status: number } | 'offline') => (given: Given) =>
  expire(given, () => {
    const { cognito } = given;
    if (fault === 'offline') cognito.online = false;
    else for (const operation of operations) cognito.faults.add({ operation, fault: { kind: 'status', ...fault } });
  });

/** Signs in and waits until the renewal of the credentials that comes with it has failed. */
async function somebodyWithoutCredentials({ tab, user }: Given): Promise<void> {
  await signIn(tab, user);
  await expect.poll(() => stored(tab)).toContain('"credentialsFailure"');
}

/** Federates with a token of another provider that lives for so long. */
async function federated({ tab, cognito }: Given, lifetimeSeconds = 3600): Promise<void> {
  const token = await cognito.issueProviderToken('accounts.google.com', 'ada', lifetimeSeconds);
  const { identityId } = await tab.evaluate(
    (given) => window.auth.federateToIdentityPool({ provider: 'Google', token: given }),
    token,
  );
  expect(identityId).toMatch(/^eu-west-1:/);
}

const refused =
  (operation: string) =>
  ({ cognito }: Given) => {
    cognito.faults.add({
      operation,
      fault: { kind: 'exception', name: 'NotAuthorizedException', message: 'The pool refuses this.' },
    });
  };

const ROWS: readonly Row[] = [
  {
    row: '1: signed in, user pool and identity pool',
    state: somebody,
    answers: [true, 'ok', 'ok', 'ok', 'ok'],
    asked: [],
  },
  {
    row: '2: signed in, user pool only',
    config: withoutIdentityPool,
    state: async ({ tab, user }) => void (await signIn(tab, user)),
    answers: [true, 'ok', NO_ACCOUNT, NO_ACCOUNT, 'ok'],
    asked: [],
  },
  {
    row: '3: signed out, guests allowed',
    state: nobody,
    answers: [false, 'signedOut', 'ok', 'ok', 'signedOut'],
    asked: [GET_CREDENTIALS, GET_ID],
  },
  {
    row: '3: identity pool only, guests allowed',
    config: withoutUserPool,
    state: nobody,
    answers: [false, 'signedOut', 'ok', 'ok', 'signedOut'],
    asked: [GET_CREDENTIALS, GET_ID],
  },
  {
    row: '4: signed out, guests not allowed by the configuration',
    config: withoutGuests,
    state: nobody,
    answers: [false, 'signedOut', NO_ACCOUNT, NO_ACCOUNT, 'signedOut'],
    asked: [],
  },
  {
    row: "4: signed out, guests not allowed by the pool's word",
    state: async ({ cognito }) => {
      cognito.settings.allowGuestAccess = false;
    },
    answers: [false, 'signedOut', NO_ACCOUNT, NO_ACCOUNT, 'signedOut'],
    asked: [GET_ID],
  },
  {
    row: '5: signed out, user pool only',
    config: withoutIdentityPool,
    state: nobody,
    answers: [false, 'signedOut', NO_ACCOUNT, NO_ACCOUNT, 'signedOut'],
    asked: [],
  },
  {
    row: '6: signed out, identity pool fails otherwise',
    state: async ({ cognito }) => {
      cognito.faults.add({ operation: '*', fault: { kind: 'status', status: 500 } });
    },
    answers: [false, 'signedOut', 'service/other', 'service/other', 'signedOut'],
    asked: [GET_ID],
  },
  {
    row: '7: guest access withdrawn after a guest identity was cached',
    state: async ({ tab, cognito }) => {
      await askAll(tab);
      cognito.settings.allowGuestAccess = false;
      await tab.evaluate(() => window.auth.fetchAuthSession({ forceRefresh: true }));
    },
    answers: [false, 'signedOut', NO_ACCOUNT, NO_ACCOUNT, 'signedOut'],
    asked: [GET_ID], // the stale identity is not presented again
  },
  ...[
    ['revoked', async ({ cognito, user }: Given) => cognito.revokeSessions(user.username)] as const,
    ['of a user who is gone', async ({ cognito, user }: Given) => void cognito.deleteUser(user.username)] as const,
    [
      'of a user who is disabled',
      async ({ cognito, user }: Given) => {
        const person = cognito.user(user.username);
        if (person) person.enabled = false;
      },
    ] as const,
    [
      'of a user who must reset the password',
      async ({ cognito, user }: Given) => {
        const person = cognito.user(user.username);
        if (person) person.status = 'RESET_REQUIRED';
      },
    ] as const,
  ].map(
    ([what, end]): Row => ({
      row: `8: the refresh token is ${what}`,
      state: async (given) => {
        await somebody(given);
        await end(given);
        await given.tab.evaluate(() => window.auth.fetchAuthSession({ forceRefresh: true }));
        expect(
          await given.tab.evaluate(() => window.events.filter(({ type }) => type === 'sessionExpired')),
        ).toHaveLength(1);
      },
      answers: [true, 'sessionExpired', 'sessionExpired', 'sessionExpired', 'sessionExpired'],
      asked: [],
    }),
  ),
  {
    row: '9: renewal fails otherwise, the stored values still valid',
    state: async (given) => {
      await somebody(given);
      given.cognito.faults.add({ operation: '*', fault: { kind: 'status', status: 500 } });
      for (let n = 0; n < FAILURES_OF_A_LONG_PAUSE; n++) await forceRefresh(given.tab);
      given.cognito.faults.clear();
    },
    answers: [true, 'ok', 'ok', 'ok', 'ok'],
    asked: [],
  },
  {
    row: '10: renewal fails otherwise, the stored values expired',
    state: expired([REFRESH, GET_CREDENTIALS], { status: 500 }), // as long as the tokens live they would bring credentials
    answers: [true, 'ok', 'ok', 'service/other', 'service/other'],
    asked: [REFRESH], // an expired ID token is not shown to the identity pool
  },
  {
    row: '11: offline, the stored values expired',
    state: expired([], 'offline'),
    answers: [true, 'ok', 'ok', 'service/network', 'service/network'],
    asked: [], // the service hears nothing
  },
  {
    row: '12: tokens renewed, identity pool fails, identity known',
    state: async (given) => {
      await expired([GET_CREDENTIALS, GET_ID], { status: 500 })(given);
      given.cognito.settings.accessTokenSeconds = 3600;
      await forceRefresh(given.tab); // into tokens that outlast the answers
    },
    answers: [true, 'ok', 'ok', 'service/other', 'ok'],
    asked: [GET_CREDENTIALS],
  },
  {
    row: '12: identity pool fails, identity unknown',
    state: async (given) => {
      given.cognito.faults.add({ operation: GET_ID, fault: { kind: 'status', status: 500 } });
      await somebodyWithoutCredentials(given);
    },
    answers: [true, 'ok', 'service/other', 'service/other', 'ok'],
    asked: [GET_ID],
  },
  {
    row: '13: signed in, the identity pool refuses the user',
    state: async (given) => {
      refused(GET_ID)(given);
      await somebodyWithoutCredentials(given);
    },
    answers: [true, 'ok', 'notAuthorized', 'notAuthorized', 'ok'],
    asked: [GET_ID],
  },
  {
    row: '13: signed in, the identity pool refuses the credentials',
    state: async (given) => {
      refused(GET_CREDENTIALS)(given);
      await somebodyWithoutCredentials(given);
    },
    answers: [true, 'ok', 'notAuthorized', 'notAuthorized', 'ok'],
    asked: [GET_CREDENTIALS],
  },
  {
    row: '14: federated to the identity pool',
    state: federated,
    answers: [true, 'invalidState', 'ok', 'ok', 'invalidState'],
    asked: [],
  },
  {
    row: '15: federated, renewal fails',
    state: async (given) => {
      given.cognito.settings.credentialsSeconds = 2;
      await federated(given);
      const issued = Date.now();
      given.cognito.faults.add({ operation: '*', fault: { kind: 'status', status: 500 } });
      await waitUntil(issued + 2_000 + CLOCK_ERROR_MS);
    },
    answers: [true, 'invalidState', 'ok', 'service/other', 'invalidState'],
    asked: [GET_CREDENTIALS],
  },
  {
    row: "15: federated, and the provider's token has expired",
    state: async (given) => {
      given.cognito.settings.credentialsSeconds = 4; // not due before the token has expired
      // On a busy machine a token is over before the pool has accepted it; one that is refused changes nothing.
      await expect(() => federated(given, 2)).toPass();
      await waitUntil(Date.now() + 4_000 + CLOCK_ERROR_MS);
    },
    answers: [true, 'invalidState', 'ok', 'notAuthorized', 'invalidState'],
    asked: [GET_CREDENTIALS],
  },
  {
    row: '16: in the middle of a sign-in',
    state: async ({ tab, cognito, user }) => {
      const person = cognito.user(user.username);
      if (person) person.mfa = { type: 'EMAIL_OTP' };
      await signIn(tab, user);
    },
    answers: [false, 'signedOut', 'ok', 'ok', 'signedOut'],
    asked: [GET_CREDENTIALS, GET_ID],
  },
  {
    row: '17: a refresh is answered without an access token',
    state: (given) =>
      expire(given, () => {
        const { faults } = given.cognito;
        faults.add({ operation: GET_CREDENTIALS, fault: { kind: 'status', status: 500 } });
        faults.add({
          operation: REFRESH,
          fault: {
            kind: 'body',
            body: (answer) => ({
              ...answer,
              AuthenticationResult: { ...(answer['AuthenticationResult'] as object), AccessToken: undefined },
            }),
          },
        });
      }),
    answers: [true, 'ok', 'ok', 'unknown', 'unknown'],
    asked: [REFRESH],
  },
];

function cells({ isSignedIn, sub, id, aws, jwt }: Answers): readonly [boolean, string, string, string, string] {
  const cell = (told: Told<unknown>) =>
    told.ok ? 'ok' : told.error.code ? `${told.error.kind}/${told.error.code}` : told.error.kind;
  return [isSignedIn, cell(sub), cell(id), cell(aws), cell(jwt)];
}

/** How many renewals go on or are about to: each has a lock. */
function renewalsOf(tab: Page): Promise<number> {
  return tab.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return [...held, ...pending].filter(({ name }) => /:(?:tokens|credentials)$/.test(name ?? '')).length;
  });
}

for (const { row, config, state, answers, asked } of ROWS) {
  test(`row ${row}`, async ({ app, api, cognito, user, openTab }) => {
    if (config) app.setConfig('/session-worker.js', config(configFor(cognito, api)));
    const tab = await openTab();
    await state({ tab, cognito, user });
    await expect.poll(() => renewalsOf(tab)).toBe(0); // one that is joined has been asked for already
    cognito.clearRequests();
    const told = await askAll(tab);
    expect(cells(told)).toEqual(answers);
    expect([...new Set(cognito.requests.map(({ operation }) => operation))].sort()).toEqual(asked);
    for (const answer of [told.sub, told.id, told.aws, told.jwt]) {
      if (answer.ok) continue;
      expect(answer.error.message).toMatch(/\S+ \S+/);
      expect(answer.error.recoverySuggestion).toMatch(/\S+ \S+/);
    }
  });
}

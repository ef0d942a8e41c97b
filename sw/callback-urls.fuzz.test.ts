import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AuthErrorData } from '../shared/auth-error.js';
import { FUZZ_TIMEOUT_MS, fuzzRuns } from '../shared/testing/fuzz-runs.js';
import {
  APP,
  createFuzzedWorker,
  expectAuthError,
  expectNoSecret,
  expectSound,
  FakeWindowClient,
  type FuzzedWorker,
} from './testing/fuzzed-worker.js';
import { ISSUED_SECRETS } from './testing/honest-cognito.js';

beforeEach(() => vi.stubGlobal('WindowClient', FakeWindowClient));
afterEach(() => vi.unstubAllGlobals());

const CODE = 'the-Code-1a2b3c4d';

/** A worker whose user is away, and the state to come back with. */
async function away(): Promise<{ worker: FuzzedWorker; state: string; nonce: string }> {
  const worker = createFuzzedWorker();
  const { replies } = await worker.call('signInWithRedirect', { customState: 'custom' });
  const { searchParams } = new URL((replies.at(-1) as { goTo?: string }).goTo ?? '');
  return { worker, state: searchParams.get('state') ?? '', nonce: searchParams.get('nonce') ?? '' };
}

/** `$state` and `$flow` stand for those of the sign-in that is under way. */
const value = fc.oneof(
  fc.constantFrom(
    '$state',
    '$state',
    '$state',
    '$flow',
    '$flow.other',
    '',
    '.',
    '__proto__',
    '__proto__.x',
    'constructor.x',
    CODE,
  ),
  fc.constantFrom(
    'access_denied',
    'invalid_scope',
    'constructor',
    '__proto__',
    'toString',
    '%',
    '%zz',
    '\u0000',
    '\ud800',
    'x'.repeat(3_000),
  ),
  fc.string({ unit: 'binary' }),
);
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('state', 'code', 'error', 'error_description', 'iss', 'session_state') },
  { weight: 1, arbitrary: fc.string() },
);
const nearState = fc.constantFrom('$state', '$flow', '$flow.', '$flow.other', '$state.', '__proto__.x', '.');
const pair = fc.tuple(name, value, fc.boolean());
const query = fc.oneof(
  fc.array(pair, { maxLength: 6 }),
  fc
    .tuple(
      nearState,
      fc.constantFrom('code', 'error'),
      fc.oneof(fc.constantFrom('constructor', 'toString'), value),
      fc.array(pair, { maxLength: 2 }),
    )
    .map(([state, kind, its, more]): [string, string, boolean][] => [
      ['state', state, false],
      [kind, its, false],
      ...more,
    ]),
);
const place = fc.constantFrom(
  ...[APP, APP, APP, APP, APP, APP, APP],
  `${APP}?`,
  `${APP}#`,
  `${APP}other`,
  'https://app.example.evil.net/',
  'https://app.example:444/',
);
const fragment = fc.oneof(
  fc.constant(''),
  fc.constantFrom(`#code=${CODE}&state=$state`, '#', '#%'),
  fc.string().map((text) => `#${text}`),
);

function addressOf(
  where: string,
  pairs: readonly (readonly [string, string, boolean])[],
  end: string,
  state: string,
): string {
  const filled = (text: string) => text.replace('$state', state).replace('$flow', state.split('.')[0] ?? '');
  const encoded = (text: string, raw: boolean) => (raw ? text : new URLSearchParams({ '': text }).toString().slice(1));
  const search = pairs.map(([key, its, raw]) => `${encoded(key, raw)}=${encoded(filled(its), raw)}`).join('&');
  return `${where}${where.endsWith('?') ? '' : '?'}${search}${filled(end)}`;
}

test('whatever address a page comes back to: it signs nobody in but by the code and the state of its own sign-in, once', {
  timeout: FUZZ_TIMEOUT_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(place, query, fragment), { minLength: 1, maxLength: 3 }), async (addresses) => {
      const { worker, state, nonce } = await away();
      let isAnswered = false;
      let mayTell = false;
      for (const [where, pairs, end] of addresses) {
        const address = addressOf(where, pairs, end, state);
        if (!URL.canParse(address)) continue;
        const { searchParams, origin, pathname } = new URL(address);
        const states = searchParams.getAll('state');
        isAnswered ||= origin + pathname === APP && states[0] === state;
        const { result, replies } = await worker.call('arrive', address);
        // What stands elsewhere in an address without being its code is no code.
        mayTell ||= address.includes(CODE) && !searchParams.getAll('code').includes(CODE);
        const secrets = [state, ...(mayTell ? [] : [CODE]), ...ISSUED_SECRETS];
        if (!result.ok) expectAuthError(result.error);
        expectNoSecret({ result, replies }, secrets);
        expectSound(worker, secrets);
        const { events = [], cleanUrl = APP } = (result.ok ? result.value : {}) as {
          events?: { error?: AuthErrorData }[];
          cleanUrl?: string;
        };
        expect(cleanUrl).toBe(APP);
        for (const { error } of events) if (error) expectAuthError(error);
      }
      const exchanges = worker.requests.filter(({ operation }) => operation === 'token');
      expect(exchanges.length).toBeLessThanOrEqual(isAnswered ? 1 : 0);
      if (isAnswered) return;
      // Answers of others have not used the sign-in up. The honest service takes the code for the nonce.
      await worker.call('arrive', `${APP}?${new URLSearchParams({ code: nonce, state })}`);
      expect(worker.store.current().signIn).toMatchObject({ via: 'managedLogin', user: { userId: 'sub-ada' } });
    }),
    fuzzRuns(100),
  );
});

test('an address with a foreign state does not end the sign-in of somebody who is there', {
  timeout: FUZZ_TIMEOUT_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(query, async (pairs) => {
      const { worker, state } = await away();
      await worker.call('signIn', {
        username: 'ada',
        password: 'secret',
        options: { authFlowType: 'USER_PASSWORD_AUTH' },
      });
      const { sessionId, signIn } = worker.store.current();
      const address = addressOf(APP, pairs, '', state);
      if (URL.canParse(address)) await worker.call('arrive', address);
      expect(worker.store.current()).toMatchObject({ sessionId, signIn: { tokens: signIn?.tokens } });
      expectSound(worker, ISSUED_SECRETS);
    }),
    fuzzRuns(40),
  );
});

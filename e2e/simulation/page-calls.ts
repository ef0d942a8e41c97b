import type { AuthErrorData } from '../../shared/auth-error.js';
import type { SessionApi } from '../../shared/session-api.js';
import type { WireResult } from '../../shared/wire-result.js';
import type { SessionRecord } from '../../sw/session/record.js';
import type { Habit } from './conditions.js';
import type { Profile } from './profile.js';
import { subOf } from './simulated-cognito.js';
import { openSealed } from './simulated-store.js';
import type { SimulatedTab } from './simulated-tab.js';

/** Something that a page does, with the check of what it is told. */
export interface PageCall {
  readonly what: string;
  readonly habit: Habit;
  /** Rejects with what is wrong about an answer. */
  run(worker: SessionApi, tab: SimulatedTab, call: string): Promise<Check | undefined>;
}

/** Whether the record, at one moment of the call, justified the answer; undefined if it did. */
export type Check = (seen: readonly SessionRecord[]) => string | undefined;

const isSomebody = ({ signIn, federation }: SessionRecord) => signIn !== undefined || federation !== undefined;

function some(what: string, holds: (record: SessionRecord) => boolean): Check {
  return (seen) => (seen.some(holds) ? undefined : what);
}

/** What an error says about the session has to have been so. */
function checkError({ kind }: AuthErrorData, session: string): Check | undefined {
  switch (kind) {
    case 'signedOut':
      return some(
        'signedOut, though somebody was signed in all the time',
        (record) => !record.signIn?.tokens || record.sessionId !== session,
      );
    case 'sessionExpired':
      return some('sessionExpired, though the session had not ended', ({ signIn }) => signIn?.ended !== undefined);
    default:
      return undefined;
  }
}

function accessor<T>(
  what: string,
  ask: (worker: SessionApi, session: string) => Promise<WireResult<T>>,
  holds: (record: SessionRecord, value: T) => boolean,
): PageCall[] {
  async function run(worker: SessionApi, session: string): Promise<Check | undefined> {
    const answer = await ask(worker, session);
    if (!answer.ok) return checkError(answer.error, session);
    return some(`${what} of another session`, (record) => record.sessionId === session && holds(record, answer.value));
  }
  return [
    {
      what: `asks for its session's ${what}`,
      habit: 'read',
      run: async (worker, tab) => {
        const fetched = await worker.fetchAuthSession({});
        if (!fetched.ok) return undefined;
        tab.heldSession = fetched.value.sessionId;
        return await run(worker, fetched.value.sessionId);
      },
    },
    {
      what: `asks the session that it holds for its ${what}`,
      habit: 'read',
      run: async (worker, tab) => (tab.heldSession === undefined ? undefined : await run(worker, tab.heldSession)),
    },
  ];
}

function signIn(username: string, habit: Habit): PageCall {
  return {
    what: `signs in as ${username}`,
    habit,
    run: async (worker, _tab, call) => {
      const answer = await worker.signIn({ username, password: 'secret', options: { clientMetadata: { call } } });
      if (!answer.ok || !answer.value.isSignedIn) return undefined;
      return some(
        `${username} was told to be signed in, and never was`,
        (record) => record.signIn?.user.username === username,
      );
    },
  };
}

export const PAGE_CALLS: readonly PageCall[] = [
  signIn('ada', 'sign-in'),
  signIn('grace', 'sign-in'),
  signIn('challenged', 'challenge'),
  {
    what: 'answers the challenge',
    habit: 'challenge',
    run: async (worker) => void (await worker.confirmSignIn({ challengeResponse: '123456' })),
  },
  ...[false, true].map(
    (global): PageCall => ({
      what: global ? 'signs out everywhere' : 'signs out',
      habit: 'sign-out',
      run: async (worker) => {
        const answer = await worker.signOut({ global });
        return answer.ok
          ? some('a sign-out is complete, and somebody was signed in all the time', (record) => !isSomebody(record))
          : undefined;
      },
    }),
  ),
  {
    what: 'forces a renewal',
    habit: 'force',
    run: async (worker, tab) => {
      const answer = await worker.fetchAuthSession({ forceRefresh: true });
      if (!answer.ok) return undefined;
      const { isSignedIn, sessionId } = answer.value;
      tab.heldSession = sessionId;
      return some(
        'the session answered never was',
        (record) => record.sessionId === sessionId && isSomebody(record) === isSignedIn,
      );
    },
  },
  {
    what: 'asks who is there',
    habit: 'read',
    run: async (worker) => {
      const answer = await worker.getCurrentUser();
      if (!answer.ok) return undefined;
      const { username, userId, claims } = answer.value;
      if (userId !== subOf(username) || claims['sub'] !== userId)
        return () => `${username} with the claims of ${claims['sub']}`;
      return some(`${username} was not signed in`, ({ signIn }) => signIn?.user.username === username);
    },
  },
  ...accessor(
    'user',
    (worker, session) => worker.getUserSub(session),
    ({ signIn }, sub) => signIn?.user.userId === sub,
  ),
  ...accessor(
    'tokens',
    (worker, session) => worker.getCognitoTokens(session),
    ({ signIn }, { idToken, accessToken }) => {
      if (!signIn?.tokens) return false;
      const stored = openSealed(signIn.tokens.sealed);
      return stored.idToken === idToken && stored.accessToken === accessToken;
    },
  ),
  ...guest(
    accessor(
      'identity',
      (worker, session) => worker.getIdentityId(session),
      ({ identity }, id) => identity?.identityId === id,
    ),
  ),
  ...guest(
    accessor(
      'credentials',
      (worker, session) => worker.getAWSCredentials(session),
      ({ identity }, { accessKeyId }) =>
        identity?.credentials !== undefined && openSealed(identity.credentials.sealed).accessKeyId === accessKeyId,
    ),
  ),
  {
    what: 'federates to the identity pool',
    habit: 'federate',
    run: async (worker) => void (await worker.federateToIdentityPool({ provider: 'Google', token: 'good' })),
  },
  {
    what: 'clears the federation',
    habit: 'federate',
    run: async (worker) => void (await worker.clearFederationToIdentityPool()),
  },
  { what: 'tells that the user is there', habit: 'read', run: async (worker) => void (await worker.reportActivity()) },
];

function guest(calls: PageCall[]): PageCall[] {
  return calls.map((call) => ({ ...call, habit: 'guest' }));
}

/** Lets the page do it, and holds the answer against what the record was meanwhile. */
export function perform(profile: Profile, tab: SimulatedTab, { what, run }: PageCall): void {
  const worker = tab.connection?.worker;
  if (!worker) return;
  const { ledger } = profile;
  const began = ledger.step;
  profile.call(tab, what, async () => {
    const check = await run(worker, tab, `call-${began}`);
    const wrong = check?.(ledger.since(began));
    if (wrong !== undefined) ledger.violate('an answer is true', `${tab.name} ${what}: ${wrong}`);
  });
}

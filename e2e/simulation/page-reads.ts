import type { AuthSessionData, SessionApi } from '../../shared/session-api.js';
import type { WireResult } from '../../shared/wire-result.js';
import type { SessionRecord } from '../../sw/session/record.js';
import { type CallingPage, type Check, checkError, isSomebody, type PageCall, some } from './page-call.js';
import { subOf } from './simulated-cognito.js';
import { openSealed } from './simulated-store.js';

/** So often a page reads that does so again and again: its calls are rare, and others go on between its questions. */
const ROUNDS = 2;

/** The session that a page learns of. Nobody may be told to be signed in once a sign-out was answered, nor the other way round. */
async function readSession({ worker, tab, judge }: CallingPage, forceRefresh = false): Promise<string | undefined> {
  const isTrue = ({ isSignedIn, sessionId }: AuthSessionData) =>
    some(
      `the session answered never was: somebody is ${isSignedIn ? '' : 'not '}signed in`,
      (record) => record.sessionId === sessionId && isSomebody(record) === isSignedIn,
    );
  const answer = await judge(worker.fetchAuthSession({ ...(forceRefresh && { forceRefresh }) }), (fetched) =>
    fetched.ok ? isTrue(fetched.value) : undefined,
  );
  if (answer.ok) tab.heldSession = answer.value.sessionId;
  return answer.ok ? answer.value.sessionId : undefined;
}

/** A value that belongs to a session: what it is, how it is asked for, and whether the record held it. */
interface Accessor {
  readonly what: string;
  read(page: CallingPage, session: string): Promise<unknown>;
}

function accessor<T>(
  what: string,
  ask: (worker: SessionApi, session: string) => Promise<WireResult<T>>,
  holds: (record: SessionRecord, value: T) => boolean,
): Accessor {
  return {
    what,
    read: ({ worker, judge }, session) =>
      judge(ask(worker, session), (answer): Check | undefined =>
        answer.ok
          ? some(`${what} of another session`, (record) => record.sessionId === session && holds(record, answer.value))
          : checkError(answer.error, session),
      ),
  };
}

const USER = accessor(
  'user',
  (worker, session) => worker.getUserSub(session),
  ({ signIn }, sub) => signIn?.user.userId === sub,
);

const TOKENS = accessor(
  'tokens',
  (worker, session) => worker.getCognitoTokens(session),
  ({ signIn }, { idToken, accessToken }) => {
    if (!signIn?.tokens) return false;
    const stored = openSealed(signIn.tokens.sealed);
    return stored.idToken === idToken && stored.accessToken === accessToken;
  },
);

const IDENTITY = accessor(
  'identity',
  (worker, session) => worker.getIdentityId(session),
  ({ identity }, id) => identity?.identityId === id,
);

const CREDENTIALS = accessor(
  'credentials',
  (worker, session) => worker.getAWSCredentials(session),
  ({ identity }, { accessKeyId }) =>
    identity?.credentials !== undefined && openSealed(identity.credentials.sealed).accessKeyId === accessKeyId,
);

function readUser({ worker, judge }: CallingPage): Promise<unknown> {
  return judge(worker.getCurrentUser(), (answer) => {
    if (!answer.ok) return checkError(answer.error);
    const { username, userId, claims } = answer.value;
    if (userId !== subOf(username) || claims['sub'] !== userId)
      return () => `${username} with the claims of ${claims['sub']}`;
    return some(`${username} was not signed in`, ({ signIn }) => signIn?.user.username === username);
  });
}

/** Asks for the session first, as an application does that knows nothing yet, and then for what belongs to it. */
async function readOfPresentSession(page: CallingPage, { read }: Accessor): Promise<void> {
  const session = await readSession(page);
  if (session !== undefined) await read(page, session);
}

const of = (habit: PageCall['habit'], { what, read }: Accessor): PageCall[] => [
  { what: `asks for its session's ${what}`, habit, run: (page) => readOfPresentSession(page, { what, read }) },
  {
    what: `asks the session that it holds for its ${what}`,
    habit,
    run: async (page) => {
      const { heldSession } = page.tab;
      if (heldSession !== undefined) await read(page, heldSession);
    },
  },
];

/** The first time by calls, and then as far as its worker's memory goes. */
async function keepReading(page: CallingPage, rounds: number): Promise<void> {
  for (let round = 0; round < rounds && page.goesOn(); round++) {
    await readUser(page);
    await readOfPresentSession(page, TOKENS);
  }
}

/** What a page does that is in use: it reads and reads, whatever else goes on. */
export const READ_ON: PageCall = {
  what: 'reads on and on',
  habit: 'keep-reading',
  run: (page) => keepReading(page, Number.POSITIVE_INFINITY),
};

export const ASK_WHO_IS_THERE: PageCall = { what: 'asks who is there', habit: 'read', run: readUser };

export const FORCE_RENEWAL: PageCall = {
  what: 'forces a renewal',
  habit: 'force',
  run: (page) => readSession(page, true),
};

/** What pages do to learn something, and what changes nothing else than that something due is renewed. */
export const PAGE_READS: readonly PageCall[] = [
  ASK_WHO_IS_THERE,
  ...of('read', USER),
  ...of('read', TOKENS),
  ...of('guest', IDENTITY),
  ...of('guest', CREDENTIALS),
  { what: 'reads again and again', habit: 'keep-reading', run: (page) => keepReading(page, ROUNDS) },
];

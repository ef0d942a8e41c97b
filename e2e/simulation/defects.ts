import { AuthError } from '../../shared/auth-error.js';
import type { Change } from '../../sw/session/changes.js';
import type { Lock, SessionPorts, UserPool } from '../../sw/session/ports.js';
import type { SessionRecord } from '../../sw/session/record.js';
import type { ServerTime } from '../../sw/session/server-time.js';
import type { Defect } from './defect.js';
import { MEMORY_DEFECTS } from './memory-defects.js';
import { REDIRECT_DEFECTS } from './redirect-defects.js';

type Amend = (after: SessionRecord, before: SessionRecord) => SessionRecord;

/** Amends what every change makes of the record. */
function amending(amend: Amend): NonNullable<Defect['ports']> {
  return (ports) => ({
    ...ports,
    store: {
      read: ports.store.read,
      update: (change) =>
        ports.store.update((before) => {
          const after = change(before);
          return after === before ? before : amend(after, before);
        }),
    },
  });
}

/** Puts something between the domain and the user pool's refresh. */
function refreshing(
  wrap: (refresh: UserPool['refresh'], ports: SessionPorts) => UserPool['refresh'],
): NonNullable<Defect['ports']> {
  return (ports) =>
    ports.userPool
      ? { ...ports, userPool: { ...ports.userPool, refresh: wrap(ports.userPool.refresh, ports) } }
      : ports;
}

function without<K extends keyof SessionRecord>(record: SessionRecord, key: K): SessionRecord {
  const { [key]: _left, ...rest } = record;
  return rest as SessionRecord;
}

const noLock: Lock = { exclusive: async (_name, _signal, task) => await task() };

const refused = () =>
  new AuthError({
    kind: 'notAuthorized',
    message: 'Refresh Token has been revoked',
    recoverySuggestion: '',
    service: { name: 'NotAuthorizedException', message: '' },
  });

/** Each of these the simulation has to find. */
export const DEFECTS: readonly Defect[] = [
  {
    name: 'no-lock',
    as: 'the renewal takes no lock',
    ports: (ports) => ({ ...ports, lock: noLock }),
  },
  {
    name: 'lock-per-version',
    as: 'each version of the worker has locks of its own',
    ports: (ports, { name }) => ({
      ...ports,
      lock: {
        exclusive: (lock, signal, task) => ports.lock.exclusive(`${name.split('.')[0]} ${lock}`, signal, task),
      },
    }),
  },
  {
    name: 'lock-outlives-worker',
    as: 'the lock of a worker that dies is not released',
    keepsLocks: true,
  },
  {
    name: 'no-compare-and-set',
    as: 'a write puts back a copy that was read before it',
    ports: (ports) => ({
      ...ports,
      store: {
        read: ports.store.read,
        async update(change: Change) {
          const read = await ports.store.read();
          const after = change(read);
          return await ports.store.update(() => after);
        },
      },
    }),
  },
  {
    name: 'no-attempt',
    as: 'no attempt is written before the refresh goes out',
    ports: amending((after) => without(after, 'attempt')),
  },
  {
    name: 'no-generation',
    as: 'sign-in and sign-out leave the generation as it is',
    ports: amending((after, { generation }) => ({ ...after, generation })),
  },
  {
    name: 'no-token-version',
    as: 'renewed tokens bear the version of the old ones',
    ports: amending((after, before) => {
      const [fresh, old] = [after.signIn?.tokens, before.signIn?.tokens];
      if (!after.signIn || !fresh || !old || after.generation !== before.generation) return after;
      return { ...after, signIn: { ...after.signIn, tokens: { ...fresh, version: old.version } } };
    }),
  },
  {
    name: 'no-revision',
    as: 'writes are not numbered',
    ports: amending((after, { revision }) => ({ ...after, revision })),
  },
  {
    name: 'tokens-stored-late',
    as: 'tokens are stored once the identity pool has answered, too',
    ports: refreshing((refresh, { identityPool }) => async (refreshToken, operation, signal) => {
      const refreshed = await refresh(refreshToken, operation, signal);
      if (identityPool) {
        const login = { token: refreshed.idToken };
        await identityPool.getCredentialsForIdentity(await identityPool.getId(login, signal), login, signal);
      }
      return refreshed;
    }),
  },
  {
    name: 'rotation-ignored',
    as: 'the new refresh token that comes with a refresh is not kept',
    ports: refreshing((refresh) => async (...request) => {
      const { idToken, accessToken } = await refresh(...request);
      return { idToken, accessToken };
    }),
  },
  {
    name: 'network-ends-session',
    as: 'a refresh that fails on the way counts as refused',
    ports: refreshing((refresh) => async (...request) => {
      try {
        return await refresh(...request);
      } catch (thrown) {
        if (thrown instanceof AuthError && thrown.code === 'network') throw refused();
        throw thrown;
      }
    }),
  },
  {
    name: 'requests-without-limit',
    as: 'no wait has a limit',
    ports: (ports) => ({ ...ports, delay: () => new Promise(() => {}) }),
  },
  {
    name: 'revocation-forgotten',
    as: 'tokens that come too late, or are signed out, are not revoked',
    ports: amending((after, { revocations }) => ({ ...after, revocations })),
  },
  {
    name: 'identity-kept',
    as: "a sign-out leaves the user's identity behind",
    ports: amending((after, { identity }) => (after.identity || !identity ? after : { ...after, identity })),
  },
  {
    name: 'session-not-checked',
    as: 'accessors answer for whoever is there now',
    methods: (methods, session) => ({
      ...methods,
      getCognitoTokens: async () => session.getCognitoTokens((await session.fetchAuthSession({})).sessionId),
      getUserSub: async () => session.getUserSub((await session.fetchAuthSession({})).sessionId),
    }),
  },
  {
    name: 'calls-not-known-again',
    as: 'a call that is sent again is carried out again',
    envelope: (() => {
      let serial = 0;
      return (envelope: unknown) => ({ ...(envelope as object), callId: `again-${++serial}` });
    })(),
  },
  {
    name: 'events-end-early',
    as: 'an event does not wait for what it set going in the background',
    settled: async () => {},
  },
  {
    name: 'news-out-of-order',
    as: 'pages take every snapshot for the newest',
    news: (() => {
      let revision = 1_000_000;
      return (snapshot) => ({ ...snapshot, revision: ++revision });
    })(),
  },
  {
    name: 'births-unknown',
    as: 'nothing tells a page which of two records is the older, where the data of the site was cleared',
    news: ({ bornAt: _, ...snapshot }) => snapshot,
  },
  {
    name: 'wall-clock',
    as: 'validity is judged by the wall clock of the machine',
    time: (time, { clock }): ServerTime => ({
      ...time,
      read: () => ({ now: clock.now(), offsetMs: 0, certain: true }),
    }),
  },
  {
    name: 'sign-out-in-memory',
    as: 'a sign-out whose write fails counts as done',
    methods: (methods) => ({
      ...methods,
      signOut: async (...call) => {
        try {
          return await methods.signOut(...call);
        } catch {
          return { status: 'complete' };
        }
      },
    }),
  },
  {
    name: 'repeated-for-anybody',
    as: 'a request that was refused is made again for whoever is signed in by then',
    about: 'requests',
    gateway: (session) => ({
      ...session,
      getBearerToken: (use) => session.getBearerToken(use),
      getSigningCredentials: () => session.getSigningCredentials(),
    }),
  },
  ...MEMORY_DEFECTS,
  ...REDIRECT_DEFECTS,
];

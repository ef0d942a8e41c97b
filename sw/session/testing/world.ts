import type { GrantedProviders } from '../../../shared/session-state.js';
import type { AccountOperations } from '../account.js';
import type { AccountFlowOperations } from '../account-flows.js';
import { createLease } from '../lease.js';
import type { LifetimePolicy } from '../lifetime-policy.js';
import type { Sealer, SessionPorts } from '../ports.js';
import type { SessionRecord } from '../record.js';
import { createServerTime, type ServerTime } from '../server-time.js';
import { createSession, type Session } from '../session.js';
import { createLockSpace } from './memory-lock.js';
import { createMemoryStore, type MemoryStore } from './memory-store.js';
import { createModelCognito, type ModelCognito } from './model-cognito.js';
import { createModelManagedLogin, type ModelManagedLogin } from './model-managed-login.js';
import { plainSealer } from './plain-sealer.js';
import { createVirtualClock, type VirtualClock } from './virtual-clock.js';

/** A worker that a test can stop as a browser does: from then on nothing it waits for ever comes. */
export interface TestWorker {
  readonly session: Session;
  stop(): void;
}

/** One browser profile and one Cognito, with the real domain between them. */
export interface World {
  readonly clock: VirtualClock;
  readonly cognito: ModelCognito;
  readonly managedLogin: ModelManagedLogin;
  readonly store: MemoryStore;
  /** Every record that was announced to the windows. */
  readonly announced: SessionRecord[];
  startWorker(without?: { userPool?: true; identityPool?: true; managedLogin?: true }): TestWorker;
  /** Signs in and waits until the identity pool has answered, too. */
  signIn(worker: TestWorker, username?: string): Promise<void>;
}

export interface WorldOptions {
  /** Decides when the outcome of an operation arrives; at once unless given. */
  readonly deliver?: <T>(label: string, outcome: Promise<T>) => Promise<T>;
  readonly policy?: LifetimePolicy;
  /** What pages may have: everything unless given. */
  readonly granted?: GrantedProviders;
  /** The browser session's name, which a test may change; a policy only where it is given. */
  readonly browser?: { session: string | undefined };
  /** Seals from now on; what it answers may change between two workers. */
  readonly sealer?: Sealer;
  /** Operations on accounts, as the test plays them: those that it calls. */
  readonly accounts?: { readonly account?: Partial<AccountOperations>; readonly accountFlows?: AccountFlowOperations };
  /** Stand in for the model of Cognito, or for whatever else the worker is given. */
  readonly ports?: (time: ServerTime) => Partial<SessionPorts>;
}

export function createWorld({
  deliver = (_label, outcome) => outcome,
  policy = {},
  granted = { awsCredentials: true, cognitoTokens: true },
  browser,
  sealer = plainSealer,
  accounts = {},
  ports: replaced = () => ({}),
}: WorldOptions = {}): World {
  const clock = createVirtualClock();
  const cognito = createModelCognito(() => clock.now());
  const managedLogin = createModelManagedLogin(cognito);
  const store = createMemoryStore();
  const locks = createLockSpace();
  const announced: SessionRecord[] = [];
  let serial = 0;

  return {
    clock,
    cognito,
    managedLogin,
    store,
    announced,

    startWorker(without = {}) {
      let stopped = false;
      const { lock, leaseLock, release } = locks.forWorker();

      /** An operation's outcome reaches only a worker that is still there. */
      const reach =
        <A extends unknown[], T>(operation: (...args: A) => Promise<T>, deliverAs = deliver) =>
        (...args: A): Promise<T> => {
          if (stopped) return new Promise(() => {});
          return new Promise((resolve, reject) => {
            deliverAs(operation.name, operation(...args)).then(
              (value) => stopped || resolve(value),
              (thrown) => stopped || reject(thrown),
            );
          });
        };

      const { userPool, identityPool } = cognito;
      const time = createServerTime(clock);
      const ports: SessionPorts = {
        clock,
        lock,
        lease: createLease(leaseLock, clock.delay),
        ...(accounts as Pick<SessionPorts, 'account' | 'accountFlows'>),
        sealer,
        store: { read: reach(store.read), update: reach(store.update) as SessionPorts['store']['update'] },
        broadcaster: { announce: async (record) => void announced.push(record) },
        random: () => 0.5,
        uniqueId: () => `id-${++serial}`,
        ...(browser && {
          browserSession: {
            current: async () => browser.session,
            begin: async (name: string) => {
              browser.session ??= name;
              return browser.session;
            },
          },
        }),
        delay: reach(clock.delay, (_label, outcome) => outcome),
        ...(!without.userPool && {
          userPool: {
            signIn: reach(userPool.signIn),
            respondToChallenge: reach(userPool.respondToChallenge),
            refresh: reach(userPool.refresh),
            revoke: reach(userPool.revoke),
            globalSignOut: reach(userPool.globalSignOut),
            signInWithSession: reach(userPool.signInWithSession),
          },
          devices: {
            createPassword: cognito.devices.createPassword,
            confirmDevice: reach(cognito.devices.confirmDevice),
            fetchDevices: reach(cognito.devices.fetchDevices),
            rememberDevice: reach(cognito.devices.rememberDevice),
            forgetDevice: reach(cognito.devices.forgetDevice),
          },
        }),
        ...(!without.managedLogin && {
          managedLogin: { ...managedLogin, begin: reach(managedLogin.begin), exchange: reach(managedLogin.exchange) },
        }),
        ...(!without.identityPool && {
          identityPool: {
            ...identityPool,
            get allowGuestAccess() {
              return cognito.settings.allowGuests;
            },
            getId: reach(identityPool.getId),
            getCredentialsForIdentity: reach(identityPool.getCredentialsForIdentity),
          },
        }),
        ...replaced(time),
      };
      const session = createSession(ports, time, {
        expiryBufferMs: 120_000,
        granted,
        policy,
      });
      return {
        session,
        stop() {
          stopped = true;
          release();
        },
      };
    },

    async signIn({ session }, username = 'ada') {
      await session.signIn('tab', { username, password: 'secret' });
      await session.settled();
    },
  };
}

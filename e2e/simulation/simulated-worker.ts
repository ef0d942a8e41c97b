import { createAuthorizedFetch } from '../../sw/gateway/authorized-fetch.js';
import { createFetchListener } from '../../sw/gateway/fetch-listener.js';
import { createCallbackListener } from '../../sw/managed-login/callback-listener.js';
import { createMessageListener } from '../../sw/rpc/message-listener.js';
import { createMethods, type Methods } from '../../sw/rpc/methods.js';
import { createReadPorts } from '../../sw/rpc/read-port.js';
import { createWindowBroadcaster } from '../../sw/rpc/window-broadcaster.js';
import { createLease } from '../../sw/session/lease.js';
import type { SessionPorts } from '../../sw/session/ports.js';
import type { SessionRecord } from '../../sw/session/record.js';
import { createServerTime } from '../../sw/session/server-time.js';
import { createSession } from '../../sw/session/session.js';
import { snapshotOf } from '../../sw/session/snapshot.js';
import type { Profile } from './profile.js';
import { API_RULES } from './simulated-api.js';
import { APP } from './simulated-managed-login.js';
import { createSimulatedSealer } from './simulated-store.js';
import type { PortReader } from './simulated-tab.js';
import { idsOf, type Owner } from './timeline.js';

/** One life of a service worker. */
export interface SimulatedWorker extends Owner {
  readonly version: number;
  /** Events that are not over. Without any the browser stops the worker when it likes. */
  events: number;
  /** The database that holds the key fails at the next use. */
  keyUnreachable: boolean;
  handle(event: unknown): void;
  handleFetch(event: unknown): void;
  /** A navigation to an address of the app's. */
  handleNavigation(event: unknown): void;
  /** The browser has closed the worker's connection to the database, as it does before it clears the site's data. */
  databaseClosed(): void;
}

const GRANTED = { awsCredentials: true, cognitoTokens: true };
const EXPIRY_BUFFER_MS = 120_000;

/** Starts a worker as sw/start-session-worker.ts does: the whole of it but for the platform's own parts. */
export function startSimulatedWorker(profile: Profile, version: number, name: string): SimulatedWorker {
  const { timeline, parking, store, locks, network, conditions, defect, ledger } = profile;
  const bornAt = timeline.monotonic();
  let serial = 0;
  const uniqueId = () => `${idsOf(worker)}-${++serial}`;

  const worker: SimulatedWorker = {
    name,
    version,
    alive: true,
    events: 0,
    keyUnreachable: false,
    handle: (event) => listen(event as Parameters<typeof listen>[0]),
    handleFetch: (event) => authorize(event as Parameters<typeof authorize>[0]),
    handleNavigation: (event) => comeBack(event as Parameters<typeof comeBack>[0]),
    databaseClosed: () => lease.letGo(), // as sw/start-session-worker.ts has it
  };

  const clock = { now: timeline.wall, monotonic: () => timeline.monotonic() - bornAt };
  const plainTime = createServerTime(clock);
  const time = defect?.time?.(plainTime, { clock }) ?? plainTime;
  const options = {
    expiryBufferMs: EXPIRY_BUFFER_MS,
    granted: GRANTED,
    policy: conditions.policy,
    managedLogin: conditions.managedLogin,
  };
  const toSnapshot = (record: SessionRecord, hasReturned?: boolean) =>
    snapshotOf(record, time.read(), options, profile.random.next(), hasReturned);
  const clients = {
    matchAll: () =>
      new Promise((resolve) => {
        parking.add(worker, 'lists the windows', [{ label: '', happen: () => resolve(profile.windows()) }]);
      }),
    claim: async () => {},
  } as unknown as Parameters<typeof createWindowBroadcaster>[0];

  const delay: SessionPorts['delay'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const timer = timeline.start(worker, `waits ${Math.round(ms)} ms`, ms, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      function abort(): void {
        timeline.timers.delete(timer);
        reject(signal.reason);
      }
      signal.addEventListener('abort', abort);
    });

  const leaseLock = locks.leaseFor(worker);
  const lease = createLease(defect?.leaseLock?.(leaseLock) ?? leaseLock, delay);
  const simulatedPorts: SessionPorts = {
    clock,
    store: store.forWorker(worker),
    sealer: createSimulatedSealer(uniqueId, () => {
      const fails = worker.keyUnreachable;
      worker.keyUnreachable = false;
      return fails;
    }),
    lock: locks.forWorker(worker),
    lease,
    broadcaster: createWindowBroadcaster(clients, toSnapshot),
    random: () => profile.random.next(),
    uniqueId,
    delay,
    ...(conditions.endWithBrowser && {
      browserSession: {
        current: async () => profile.browserSession,
        begin: async (name: string) => {
          profile.browserSession ??= name;
          return profile.browserSession;
        },
      },
    }),
    userPool: network.userPoolFor(worker, time),
    ...(conditions.identityPool && { identityPool: network.identityPoolFor(worker, time) }),
    ...(conditions.managedLogin && { managedLogin: network.managedLoginFor(worker, time) }),
  };
  const session = createSession(defect?.ports?.(simulatedPorts, worker) ?? simulatedPorts, time, options);
  const methods = createMethods(session, clients);
  const fromMemory = defect?.fromMemory?.(session.fromMemory, session) ?? session.fromMemory;
  const readPorts = createReadPorts({
    async fromMemory(read) {
      const answer = await fromMemory(read);
      ledger.count(answer ? 'reads from memory' : 'reads that memory could not answer');
      return answer;
    },
    toSnapshot,
  });
  const listen = createMessageListener({
    origin: ORIGIN,
    methods: watched(profile, worker, defect?.methods?.(methods, session) ?? methods),
    snapshot: (window) => {
      const record = session.lastSeen();
      return record && toSnapshot(record, session.hasReturned(window));
    },
    serveReads: (port) => serveReads(profile, worker, port, readPorts),
    tend: session.tend,
    settled: defect?.settled ?? session.settled,
    now: clock.monotonic,
  });
  const gateway = defect?.gateway?.(session) ?? session;
  const authorize = createFetchListener({
    rules: API_RULES,
    session,
    authorizedFetch: createAuthorizedFetch({
      session: gateway,
      serverNow: () => time.read().now,
      monotonicNow: clock.monotonic,
    }),
    reportMistake: undefined,
  });
  const comeBack = createCallbackListener(session);
  if (conditions.readsAhead) {
    // No event: but the browser stops a worker in the middle of it as it does in an event, and in no other way.
    worker.events++;
    session.preload().finally(() => {
      worker.events--;
    });
  }
  return worker;
}

export const ORIGIN = new URL(APP).origin;

/** Tells the ledger which methods a worker is at. */
function watched({ ledger }: Profile, worker: SimulatedWorker, methods: Methods): Methods {
  const names = Object.keys(methods) as (keyof Methods)[];
  const entries = names.map((method) => [
    method,
    async (...args: unknown[]) => {
      ledger.methodBegan(worker, method);
      try {
        return await (methods[method] as (...args: unknown[]) => Promise<unknown>)(...args);
      } finally {
        ledger.methodEnded(worker, method);
      }
    },
  ]);
  return Object.fromEntries(entries) as Methods;
}

/** Lets the worker read by a port: what is sent to it comes some time, in order, or is lost with the worker. */
function serveReads(
  { parking, locks, ledger }: Profile,
  worker: SimulatedWorker,
  port: MessagePort,
  serve: ReturnType<typeof createReadPorts>,
): void {
  const { readBy, postMessage } = port as unknown as {
    readBy(reader: PortReader): void;
    postMessage(reply: unknown): void;
  };
  ledger.count('ports opened');
  const end = { onmessage: (_event: { readonly data: unknown }) => {}, postMessage };
  serve(end as unknown as MessagePort);
  readBy((question) => {
    if (!worker.alive) return;
    const happen = () => {
      locks.hearOldQuestions(worker);
      end.onmessage({ data: question });
    };
    const lost = { label: 'it is lost', trouble: 'message-lost', happen: () => {} } as const;
    parking.add(worker, 'is asked through a port', [{ label: '', happen }, lost], worker.name, {
      needsNoEvent: true,
      isSwift: true,
    });
  });
}

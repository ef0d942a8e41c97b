import { expect } from 'vitest';
import type { AuthErrorData } from '../../shared/auth-error.js';
import { PROTOCOL, PROTOCOL_VERSION, type Reply, type SessionSnapshot } from '../../shared/protocol.js';
import type { SessionApi } from '../../shared/session-api.js';
import { createAccountOperations } from '../cognito/account.js';
import { createAccountFlowOperations } from '../cognito/account-flows.js';
import { createDeviceOperations } from '../cognito/devices.js';
import type { CognitoEnvironment } from '../cognito/environment.js';
import { createIdentityPool } from '../cognito/identity-pool.js';
import { createMFAOperations } from '../cognito/mfa.js';
import { createUserPool } from '../cognito/user-pool.js';
import { createManagedLogin } from '../managed-login/managed-login.js';
import { createMessageListener } from '../rpc/message-listener.js';
import { createMethods } from '../rpc/methods.js';
import type { SessionRecord } from '../session/record.js';
import type { ServerTime } from '../session/server-time.js';
import type { Session } from '../session/session.js';
import { snapshotOf } from '../session/snapshot.js';
import type { MemoryStore } from '../session/testing/memory-store.js';
import type { VirtualClock } from '../session/testing/virtual-clock.js';
import { createWorld } from '../session/testing/world.js';
import { readableRecord } from '../vault/readable-record.js';
import { CLIENT_ID, honestCognito, type SentRequest, type ServiceAnswer } from './honest-cognito.js';

export const ORIGIN = 'https://app.example';
export const APP = `${ORIGIN}/`;

const USER_POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: CLIENT_ID };
const IDENTITY_POOL = { identityPoolId: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef', allowGuestAccess: true };
const MANAGED_LOGIN = {
  domain: 'auth.example.com',
  scopes: ['openid'],
  redirectSignIn: [APP],
  redirectSignOut: [APP],
};

/**
 * What distorts an answer, or keeps it: the service is honest where there is none. `silence` is no answer at all, and
 * `endless` one whose body never ends.
 */
export type Distortion = (
  answer: ServiceAnswer,
  request: SentRequest,
  nth: number,
) => ServiceAnswer | Error | 'silence' | 'endless';

/** The last reply to a call, with its result taken out of Comlink's message. */
export interface Outcome {
  readonly replies: readonly Reply[];
  readonly result:
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly error: AuthErrorData };
}

/**
 * A worker from its message listener down to the requests that leave it: everything is the product's own but the browser
 * (store, lock, clocks, seals that can be looked into) and the service.
 */
export interface FuzzedWorker {
  readonly session: Session;
  readonly store: MemoryStore;
  readonly clock: VirtualClock;
  readonly requests: SentRequest[];
  /** Every snapshot that a window was told. */
  readonly announced: SessionSnapshot[];
  /** From now on; undefined lets the service be honest. */
  distortWith(distortion: Distortion | undefined): void;
  /** Posts a message as a page does, and answers all replies once the event is over. */
  post(data: unknown, from?: { readonly origin?: string; readonly source?: unknown }): Promise<readonly Reply[]>;
  call<M extends keyof SessionApi>(method: M, ...args: readonly unknown[]): Promise<Outcome>;
}

/** Stands in for the browser's class, by which the listener knows windows. */
export class FakeWindowClient {
  readonly id = 'window';
  readonly url = APP;
}

/** Ids are never used twice, not by two workers either: a record may go from one to the other. */
let serial = 0;

export function createFuzzedWorker(): FuzzedWorker {
  const requests: SentRequest[] = [];
  let distort: Distortion | undefined;
  let nth = 0;
  let time: ServerTime | undefined;
  const announced: SessionSnapshot[] = [];
  const readTime = () => time?.read() ?? { now: world.clock.now(), offsetMs: 0, certain: true };
  const toSnapshot = (record: SessionRecord) =>
    snapshotOf(record, readTime(), { expiryBufferMs: 120_000, granted: GRANTED, policy: {}, managedLogin: true }, 0.5);

  const world = createWorld({
    ports(ofWorker) {
      time = ofWorker;
      const environment: CognitoEnvironment = {
        time: ofWorker,
        fetch: serve,
      };
      return {
        uniqueId: () => `id-${++serial}`,
        // A pause before another try is over at once. What has a limit ends in time by itself, for the service answers.
        delay: (ms, signal) => (ms <= LONGEST_PAUSE_MS ? Promise.resolve() : world.clock.delay(ms, signal)),
        broadcaster: { announce: async (record) => void announced.push(structuredClone(toSnapshot(record))) },
        userPool: createUserPool(USER_POOL, environment),
        account: createAccountOperations(USER_POOL, environment),
        accountFlows: createAccountFlowOperations(USER_POOL, environment),
        mfa: createMFAOperations(USER_POOL, environment),
        devices: createDeviceOperations(USER_POOL, environment, 'a browser'),
        identityPool: createIdentityPool(IDENTITY_POOL, USER_POOL, environment),
        managedLogin: createManagedLogin(MANAGED_LOGIN, USER_POOL, environment),
      };
    },
  });
  const cognito = honestCognito(() => world.clock.now());

  const serve: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const target = request.headers.get('x-amz-target') ?? '.token';
    const sent = { operation: target.slice(target.indexOf('.') + 1), body: await request.text() };
    requests.push(sent);
    const honest = cognito(sent);
    const answer = distort ? distort(honest, sent, nth++) : honest;
    if (answer instanceof Error) throw answer;
    if (answer === 'silence') return await new Promise(() => {});
    if (answer === 'endless') return new Response(new ReadableStream());
    return toResponse(answer);
  };

  const { session } = world.startWorker();
  const clients = { claim: async () => {}, matchAll: async () => [new FakeWindowClient()] };
  const listener = createMessageListener({
    origin: ORIGIN,
    methods: createMethods(session, clients as unknown as Clients),
    snapshot: () => {
      const record = session.lastSeen();
      return record && toSnapshot(record);
    },
    tend: session.tend,
    settled: session.settled,
    now: () => world.clock.monotonic(),
  });

  const post: FuzzedWorker['post'] = async (data, { origin = ORIGIN, source = new FakeWindowClient() } = {}) => {
    const replies: Reply[] = [];
    let closed = false;
    const lasting: Promise<unknown>[] = [];
    const port = {
      postMessage(reply: Reply) {
        expect(closed).toBe(false);
        replies.push(structuredClone(reply)); // as a port does, which throws where that cannot be done
      },
      close() {
        closed = true;
      },
    };
    const waitUntil = (work: Promise<unknown>) => lasting.push(work);
    listener({ data, ports: [port], origin, source, waitUntil } as unknown as ExtendableMessageEvent);
    await Promise.all(lasting);
    await session.settled();
    return replies;
  };

  return {
    session,
    store: world.store,
    clock: world.clock,
    requests,
    announced,
    distortWith(distortion) {
      distort = distortion;
      nth = 0;
    },
    post,
    async call(method, ...args) {
      const message = {
        id: 'x',
        type: 'APPLY',
        path: [method],
        argumentList: args.map((value) => ({ type: 'RAW', value })),
      };
      const callId = `call-${++serial}`;
      const replies = await post({
        protocol: PROTOCOL,
        version: PROTOCOL_VERSION,
        type: 'call',
        callId,
        tabId: 'tab',
        message,
      });
      const last = replies.at(-1);
      if (last?.type === 'refused') return { replies, result: { ok: false, error: last.error } };
      if (last?.type !== 'answer') throw new Error(`${method} was not answered, but ${JSON.stringify(replies)}`);
      return { replies, result: (last.message as { value: Outcome['result'] }).value };
    },
  };
}

const GRANTED = { awsCredentials: true, cognitoTokens: true };

const LONGEST_PAUSE_MS = 5_000; // above the pauses between tries, below every limit

const NULL_BODY_STATUSES = [204, 205, 304];

function toResponse({ status, headers, body }: ServiceAnswer): Response {
  return new Response(NULL_BODY_STATUSES.includes(status) ? null : body, { status, headers });
}

/** What holds whatever came in: the record can be read, and everything but the seals is free of these secrets. */
export function expectSound({ store, announced }: FuzzedWorker, secrets: readonly string[]): void {
  const record = store.current();
  expect(readableRecord(record)).toBeDefined();
  expectNoSecret({ record, announced }, secrets);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

export function expectNoSecret(value: unknown, secrets: readonly string[]): void {
  const text = JSON.stringify(value);
  for (const secret of secrets) expect(text).not.toContain(secret);
}

/** An error that a page can act upon. */
export function expectAuthError(error: AuthErrorData): void {
  expect(error).toMatchObject({ retryable: expect.any(Boolean) });
  expect(error.kind).toMatch(KINDS);
  expect(error.message).toMatch(/\S/);
  expect(error.message.length).toBeLessThan(LONGEST_ERROR);
  expect(error.recoverySuggestion).toMatch(/\S/);
}

const KINDS = /^(configuration|service|unknown|validation|notAuthorized|invalidState|signedOut|sessionExpired)$/;
const LONGEST_ERROR = 5_000;

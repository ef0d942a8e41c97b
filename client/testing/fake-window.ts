import { vi } from 'vitest';
import {
  type Envelope,
  type Notice,
  PROTOCOL,
  PROTOCOL_VERSION,
  type Reply,
  type SessionSnapshot,
} from '../../shared/protocol.js';

export const SCRIPT_URL = 'https://app.example/session-worker.js';

/** Of somebody who is signed in. */
export const SNAPSHOT: SessionSnapshot = {
  pool: 'pool',
  storeId: 'store',
  revision: 5,
  sessionId: 'of ada',
  status: 'signedIn',
  user: { username: 'ada', userId: 'sub-ada' },
  renewals: 0,
  failures: 0,
  granted: { awsCredentials: true, cognitoTokens: true },
};

/** A window of a browser, as far as the client looks at it, with a worker in charge that a test plays by hand. */
export interface FakeWindow {
  readonly registration: ServiceWorkerRegistration;
  /** What is posted to the worker goes there; it answers everything with this snapshot unless it is told otherwise. */
  readonly received: Envelope[];
  answerWith(snapshot: SessionSnapshot): void;
  /** The worker tells the window. */
  tell(snapshot: SessionSnapshot): void;
}

/** Puts the window's globals in their places, until `vi.unstubAllGlobals()`. */
export function openFakeWindow(own: Partial<ServiceWorkerRegistration> = {}): FakeWindow {
  const received: Envelope[] = [];
  let snapshot = SNAPSHOT;
  const active = {
    state: 'activated',
    scriptURL: SCRIPT_URL,
    postMessage(envelope: Envelope, [port]: [MessagePort]) {
      received.push(envelope);
      const { message } = envelope as { message?: { path?: string[] } };
      const value = message?.path?.[0] === 'arrive' ? { events: [] } : null;
      port.postMessage({
        type: 'answer',
        message: { type: 'RAW', value: { ok: true, value } },
        snapshot,
      } satisfies Reply);
    },
  };
  const registration = {
    scope: new URL('.', SCRIPT_URL).href,
    active,
    installing: null,
    waiting: null,
    update: async () => {},
    ...own,
  } as unknown as ServiceWorkerRegistration;
  const serviceWorker = Object.assign(new EventTarget(), {
    controller: active,
    startMessages() {},
    getRegistration: async () => registration,
    register: async () => registration,
  });

  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const target = new EventTarget();
  vi.stubGlobal('addEventListener', addEventListener.bind(target));
  vi.stubGlobal('removeEventListener', removeEventListener.bind(target));
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false, baseURI: SCRIPT_URL }));
  vi.stubGlobal('frameElement', null);
  vi.stubGlobal('location', new URL(SCRIPT_URL));
  vi.stubGlobal('navigator', { serviceWorker });

  return {
    registration,
    received,
    answerWith(its) {
      snapshot = its;
    },
    tell(its) {
      const notice: Notice = { protocol: PROTOCOL, version: PROTOCOL_VERSION, type: 'snapshot', snapshot: its };
      serviceWorker.dispatchEvent(new MessageEvent('message', { data: notice }));
    },
  };
}

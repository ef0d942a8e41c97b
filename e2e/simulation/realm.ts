import { synchronousCrypto } from './synchronous-crypto.js';
import type { Owner, Timeline } from './timeline.js';

/** What a page's script finds around itself, as far as the client uses it. */
export interface Realm extends Owner {
  readonly serviceWorkerListeners: Set<(event: { readonly data: unknown }) => void>;
  readonly windowListeners: Map<string, Set<(event: object) => void>>;
  /** Where the page is. */
  url: string;
  /** Nobody looks at the page: it is being left. */
  hidden: boolean;
  /** `location.assign`. */
  leaveFor(url: string): void;
  /** Takes a port's other end. */
  createChannel(): { readonly port1: unknown; readonly port2: unknown };
}

/** The window clients of the service worker, which it tells from other senders by their class. */
export class SimulatedWindowClient {
  /** @param url where it was loaded, whatever became of its address since. */
  constructor(
    readonly id: string,
    readonly url: string,
    readonly postMessage: (notice: unknown) => void,
  ) {}
}

/**
 * Puts simulated globals in the place of the platform's while a schedule runs. One step of a schedule runs the script of
 * one page or one worker until it waits again, so that `current` decides whose globals they are.
 */
export function installRealms(
  timeline: Timeline,
  fetch: (request: Request) => Promise<Response>,
): { current: Realm | undefined; uninstall(): void } {
  const host = { current: undefined as Realm | undefined, uninstall };
  const realm = (): Realm => {
    if (!host.current) throw new Error('Only pages use these globals; the worker uses its ports.');
    return host.current;
  };
  const listenersOf = (type: string) => {
    const { windowListeners } = realm();
    const known = windowListeners.get(type) ?? new Set();
    windowListeners.set(type, known);
    return known;
  };

  class Channel {
    readonly port1: unknown;
    readonly port2: unknown;
    constructor() {
      ({ port1: this.port1, port2: this.port2 } = realm().createChannel());
    }
  }

  const { setTimeout: platformTimeout, clearTimeout: platformClear } = globalThis;
  const simulated: Record<string, unknown> = {
    setTimeout: (fire: () => void, ms = 0) =>
      host.current ? timeline.start(host.current, 'timer', ms, fire) : platformTimeout(fire, ms),
    clearTimeout: (timer: unknown) => {
      if (!timeline.timers.delete(timer as never)) platformClear(timer as never);
    },
    fetch,
    crypto: synchronousCrypto,
    MessageChannel: Channel,
    WindowClient: SimulatedWindowClient,
    performance: { now: () => timeline.monotonic() },
    navigator: {
      serviceWorker: {
        addEventListener: (_type: string, listener: never) => realm().serviceWorkerListeners.add(listener),
        removeEventListener: (_type: string, listener: never) => realm().serviceWorkerListeners.delete(listener),
        startMessages: () => {},
      },
    },
    document: {
      get hidden() {
        return realm().hidden;
      },
      addEventListener: (type: string, listener: never) => listenersOf(type).add(listener),
    },
    addEventListener: (type: string, listener: never) => listenersOf(type).add(listener),
    removeEventListener: (type: string, listener: never) => listenersOf(type).delete(listener),
    location: new Proxy(
      { assign: (url: string) => realm().leaveFor(url) },
      { get: (own, name) => Reflect.get(name in own ? own : new URL(realm().url), name) },
    ),
    history: {
      state: null,
      replaceState(_state: unknown, _title: string, url: string) {
        realm().url = url;
      },
    },
  };

  const before = new Map<string, PropertyDescriptor | undefined>();
  for (const [name, value] of Object.entries(simulated)) {
    before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const { now } = Date;
  Date.now = () => timeline.wall();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0; // a schedule makes hundreds of errors, and nobody reads where

  function uninstall(): void {
    Date.now = now;
    Error.stackTraceLimit = stackTraceLimit;
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete (globalThis as Record<string, unknown>)[name];
    }
  }
  return host;
}

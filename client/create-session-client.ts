import type { SessionApi } from '../shared/session-api.js';
import type { WireSignInOutput } from '../shared/sign-in.js';
import type { WireResult } from '../shared/wire-result.js';
import { createAuthSession, unwrap } from './auth-session.js';
import type { SessionConnection } from './connection.js';
import { loadOnDemand } from './load.js';
import type { SessionClient } from './session-client.js';
import { withErrors } from './with-errors.js';

/** The methods in which the page has a part of its own. */
type OwnMethods = Pick<
  SessionClient,
  | 'fetchAuthSession'
  | 'associateWebAuthnCredential'
  | 'setUpTOTP'
  | 'signOut'
  | 'fetch'
  | 'getSnapshot'
  | 'subscribe'
  | 'addEventListener'
  | 'removeEventListener'
>;

/**
 * The client is a proxy, as Comlink's is: what the page has no part in is a call of the worker by the same name, so that
 * a method costs the page nothing. The worker refuses names that it does not know.
 */
export function createSessionClient(
  { worker, state, events }: SessionConnection,
  ensureControl: () => Promise<void>,
): SessionClient {
  /** The worker cannot ask the browser for a passkey, nor send a function: that is the page's part in a sign-in. */
  async function proceed(result: WireResult<unknown>): Promise<unknown> {
    const output = unwrap(result);
    const nextStep = (output as Partial<WireSignInOutput> | null)?.nextStep;
    if (nextStep && ('credentialRequestOptions' in nextStep || 'totpSetup' in nextStep)) {
      return proceed(await (await loadOnDemand()).takePart(worker, nextStep));
    }
    return output ?? undefined; // a method that answers nothing has a null on the wire
  }

  function passOn(name: keyof SessionApi) {
    const call = worker[name] as (...args: readonly unknown[]) => Promise<WireResult<unknown>>;
    return async (...args: readonly unknown[]) => proceed(await call(...args));
  }

  const own: OwnMethods = {
    async fetchAuthSession({ signal, ...input } = {}) {
      return createAuthSession(worker, unwrap(await abortable(worker.fetchAuthSession(input), signal)));
    },

    signOut: async (input) => withErrors(unwrap(await worker.signOut(input))),

    async associateWebAuthnCredential() {
      unwrap(await (await loadOnDemand()).registerPasskey(worker));
    },

    async setUpTOTP() {
      return unwrap(await (await loadOnDemand()).setUpTOTP(worker));
    },

    async fetch(input, init) {
      await abortable(ensureControl(), init?.signal ?? (input as Partial<Request>).signal);
      return await fetch(input, init);
    },

    getSnapshot: state.getSnapshot,
    subscribe: state.subscribe,
    addEventListener: events.add,
    removeEventListener: events.remove,
  };
  return new Proxy(own, {
    get(methods: Record<PropertyKey, unknown>, name) {
      // Not the names that the language itself looks for, in a value that is awaited or serialised.
      if (typeof name === 'string' && !/^(then|toJSON)$/.test(name)) methods[name] ??= passOn(name as keyof SessionApi);
      return methods[name];
    },
  } as ProxyHandler<OwnMethods>) as SessionClient;
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

import { type Endpoint, wrap } from 'comlink';
import type { AuthError } from '../shared/auth-error.js';
import type { SessionSnapshot } from '../shared/protocol.js';
import type { SessionApi } from '../shared/session-api.js';
import { type Answer, createDurableCall } from './durable-call.js';
import { createReadPort } from './read-port.js';
import type { WorkerLink } from './worker-link.js';

/** The part of Comlink's messages that we read; see `protocol.ts` there. */
interface ComlinkMessage {
  readonly id: string;
  readonly type: string;
  readonly path: readonly string[];
}

type MessageListener = (event: { readonly data: unknown }) => void;

/**
 * The worker's methods as a Comlink proxy over durable calls. The transport's own failures arrive the way in which a
 * method's failures do: as results.
 */
export function createSessionProxy(
  link: WorkerLink,
  tabId: string,
  onSnapshot: (snapshot: SessionSnapshot) => void,
): SessionApi {
  let listener: MessageListener; // Comlink adds one, when it wraps the endpoint
  const callDurably = createDurableCall(link, tabId);
  const port = createReadPort(link);

  async function call(message: ComlinkMessage): Promise<Answer> {
    // The names of what the worker may have in its memory. One that it has not is called for after all.
    if (!/^(get|fetchAuthS)/.test(message.path[0] as string)) return await callDurably(message);
    const read = await port.ask(message).catch(() => undefined); // what cannot be cloned is told by the call
    return read ?? (await callDurably(message, port.offer).finally(port.settle));
  }

  async function answer(message: ComlinkMessage): Promise<object> {
    // Comlink asks for `then` when a proxy is awaited, and for a release when one is collected. The worker knows neither.
    if (message.type !== 'APPLY') return { type: 'RAW', value: undefined };
    try {
      const { message: result, snapshot, goTo } = await call(message);
      if (snapshot) onSnapshot(snapshot);
      if (goTo) location.assign(goTo);
      return result as object;
    } catch (thrown) {
      return { type: 'RAW', value: { ok: false, error: (thrown as AuthError).toData() } };
    }
  }

  // Comlink removes its listener from what it exposes, and never from what it wraps.
  const endpoint: Omit<Endpoint, 'removeEventListener'> = {
    addEventListener: (_type, added) => {
      listener = added as unknown as MessageListener;
    },
    postMessage: (message: ComlinkMessage) => {
      const { id } = message;
      answer(message).then((result) => listener({ data: { ...result, id } }));
    },
  };
  // The methods answer promises of plain data already: what Comlink makes of their types adds nothing.
  return wrap<SessionApi>(endpoint as Endpoint) as unknown as SessionApi;
}

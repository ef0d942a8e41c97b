/**
 * What DESIGN.md section 4 warns of, to show that the attacks have teeth: a worker that hands the same messages to Comlink
 * without looking at them.
 */
import { expose } from 'comlink';
import { PROTOCOL, type Reply } from '../../shared/protocol.js';
import { startProbe } from './probe.js';

type MessageListener = (event: { readonly data: unknown }) => void;

startProbe();

const api = { signOut: () => 'signed out' };

self.addEventListener('message', (event: MessageEvent<{ protocol?: string; message?: unknown } | undefined>) => {
  const [port] = event.ports;
  if (event.data?.protocol !== PROTOCOL || !port) return;
  const listeners: MessageListener[] = [];
  expose(api, {
    addEventListener: (_type, listener) => listeners.push(listener as unknown as MessageListener),
    removeEventListener: () => {},
    postMessage: (message: unknown, transfer: Transferable[] = []) =>
      port.postMessage({ type: 'answer', message } satisfies Reply, transfer),
  });
  for (const listener of listeners) listener({ data: event.data.message });
});

import { type Endpoint, expose } from 'comlink';
import { toWireResult } from '../session/wire-result.js';
import type { GuardedCall } from './guard.js';
import type { Caller, Methods } from './methods.js';

type MessageListener = (event: { readonly data: unknown }) => void;

/**
 * Carries out one guarded call through Comlink, and answers Comlink's answer. What Comlink gets to see is an object with
 * that one method, made for that one call, and a message made by us: pages share neither an object nor a table of ids.
 */
export function carryOut(methods: Methods, caller: Caller, { method, args }: GuardedCall): Promise<unknown> {
  const run = methods[method] as (caller: Caller, ...args: readonly unknown[]) => Promise<unknown>;
  const exposed = Object.freeze({
    __proto__: null,
    [method]: (...received: readonly unknown[]) => toWireResult(() => run(caller, ...received)),
  });
  return new Promise((resolve) => {
    const listeners: MessageListener[] = [];
    const endpoint: Endpoint = {
      addEventListener: (_type, listener) => listeners.push(listener as unknown as MessageListener),
      removeEventListener: () => {},
      postMessage: resolve,
    };
    expose(exposed, endpoint);
    const message = {
      id: 'call',
      type: 'APPLY',
      path: [method],
      argumentList: args.map((value) => ({ type: 'RAW', value })),
    };
    for (const listener of listeners) listener({ data: message });
  });
}

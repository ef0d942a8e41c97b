import type { Reply } from '../../shared/protocol.js';
import { toAuthError } from '../session/errors.js';

/** How long an answer is kept for a page that asks again, in ms: longer than a busy page may take to read its messages. */
const ANSWER_KEPT_MS = 30_000;

/** How often the answers kept too long are looked for, in ms. */
const CLEANING_INTERVAL_MS = 5_000;

/** A call that this life of the worker has taken. */
interface Call {
  readonly repeatable: boolean;
  readonly ports: MessagePort[];
  answer?: { readonly reply: Reply; readonly at: number };
}

/**
 * The calls of this worker's life, so that each is carried out once however often its page sends it. A call is known by
 * its window and the id that the window gave it: no other window can have its answer.
 */
export interface Calls {
  /** Takes a new call, and answers the function to answer it with; or joins the call that it repeats. */
  take(clientId: string, callId: string, repeatable: boolean, port: MessagePort): ((reply: Reply) => void) | undefined;
  /** Waits for a call taken earlier. False if there is none. */
  resume(clientId: string, callId: string, port: MessagePort): boolean;
}

export function createCalls(now: () => number): Calls {
  const calls = new Map<string, Call>();
  let cleanedAt = now();

  const keyOf = (clientId: string, callId: string) => `${clientId} ${callId}`;

  function join(call: Call, port: MessagePort): void {
    if (call.answer) return sendLast(port, call.answer.reply);
    call.ports.push(port);
    port.postMessage({ type: 'acknowledged', repeatable: call.repeatable } satisfies Reply);
  }

  function clean(): void {
    if (now() - cleanedAt < CLEANING_INTERVAL_MS) return;
    cleanedAt = now();
    for (const [key, { answer }] of calls) {
      if (answer && now() - answer.at > ANSWER_KEPT_MS) calls.delete(key);
    }
  }

  return {
    take(clientId, callId, repeatable, port) {
      clean();
      const key = keyOf(clientId, callId);
      const taken = calls.get(key);
      if (taken) {
        join(taken, port);
        return undefined;
      }
      const call: Call = { repeatable, ports: [] };
      calls.set(key, call);
      join(call, port);
      return (reply) => {
        call.answer = { reply, at: now() };
        for (const waiting of call.ports.splice(0)) sendLast(waiting, reply);
      };
    },

    resume(clientId, callId, port) {
      const call = calls.get(keyOf(clientId, callId));
      if (call) join(call, port);
      return call !== undefined;
    },
  };
}

/**
 * The last reply that a port will bear. One that cannot be copied, such as what a service has nested too deep, must not leave
 * the page without any.
 */
export function sendLast(port: MessagePort, reply: Reply): void {
  try {
    port.postMessage(reply);
  } catch {
    port.postMessage({ type: 'refused', error: toAuthError(undefined).toData() } satisfies Reply);
  }
  port.close();
}

import type { ReadReply } from '../shared/protocol.js';
import type { WorkerLink } from './worker-link.js';

/** An answer takes a fraction of a millisecond. A port that is silent for so long, in ms, leads nowhere any more. */
const PATIENCE_MS = 8;

/** A page that stood still itself has by then, in ms, got what had come meanwhile. */
const RECOVERY_MS = 4;

/**
 * For each so many questions that wait, one look in vain is borne. Where they are many the worker is rather busy than gone, and
 * to call for all of them would take far longer than the wait.
 */
const QUESTIONS_PER_LOOK = 100;

/**
 * What comes through a port does not keep a worker alive, and 30 s after its last event it is stopped. So while there are
 * reads, one of them is a call now and then, in ms.
 */
const CALL_EVERY_MS = 20_000;

type Answer = Extract<ReadReply, { type: 'answer' }>;

/**
 * The port by which a page reads what the worker has in memory. Nobody tells a page when the worker is stopped, and the
 * port leads nowhere from then on: it is a short cut, and calls are the way.
 */
export interface ReadPort {
  /** Asks through the port. Undefined where there is none, where the answer takes a call, or after some ms of silence. */
  ask(message: { readonly id: string }): Promise<Answer | undefined>;
  /** To be called along with a call: a port to hand to the worker, where it has none. */
  offer(): MessagePort | undefined;
  /** To be called after that call. A worker of an earlier version knows of no such port. */
  settle(): void;
}

export function createReadPort({ inCharge }: Pick<WorkerLink, 'inCharge'>): ReadPort {
  const waiting = new Map<string, (answer?: Answer) => void>();
  let port: MessagePort | undefined;
  let isReady = false;
  /** How many looks there have been since the last reply. */
  let looks = 0;
  let reader: ServiceWorker | undefined;
  let calledAt = 0;
  let isWatching = false;

  function drop(): void {
    port?.close();
    port = undefined;
    isReady = false;
    for (const resolve of waiting.values()) resolve();
    waiting.clear();
  }

  /**
   * Any reply tells that the port is alive, however many questions are waiting. One timer serves many questions: setting one
   * takes a browser as long as the worker takes to answer.
   */
  function watch(): void {
    if (isWatching) return;
    isWatching = true;
    setTimeout(() => setTimeout(look, RECOVERY_MS), PATIENCE_MS);
  }

  function look(): void {
    isWatching = false;
    if (waiting.size === 0) return;
    if (looks++ > waiting.size / QUESTIONS_PER_LOOK) return drop();
    watch();
  }

  function receive({ data: reply }: MessageEvent<ReadReply>): void {
    isReady = true;
    looks = 0;
    const { id } = reply as Answer; // `ready` has none, and nobody waits for it
    waiting.get(id)?.(reply.type === 'answer' ? reply : undefined);
    waiting.delete(id);
  }

  return {
    async ask(message) {
      // A hidden page's timers are slow, and nobody looks at it.
      if (!isReady || document.hidden || performance.now() - calledAt > CALL_EVERY_MS) return undefined;
      if (inCharge() !== reader) return void drop();
      port?.postMessage(message);
      if (waiting.size === 0) looks = 0; // it has not been silent to anybody yet
      watch();
      return await new Promise((resolve) => {
        waiting.set(message.id, resolve);
      });
    },

    offer() {
      calledAt = performance.now();
      if (port) return undefined;
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = receive;
      reader = inCharge();
      return channel.port2;
    },

    settle() {
      if (!isReady) drop();
    },
  };
}

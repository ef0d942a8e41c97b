import type { Envelope } from '../shared/protocol.js';

/** Where messages to the worker go. */
export interface WorkerLink {
  /** Posts to the worker in charge, waking it if need be. Rejects if there is none, or if the message cannot be cloned. */
  post(envelope: Envelope, port: MessagePort, readPort?: MessagePort): Promise<void>;
  /** The worker in charge; undefined if there is none any more. */
  inCharge(): ServiceWorker | undefined;
}

/**
 * Reaches the worker by its registration. `navigator.serviceWorker.controller` would not do: it is null after a hard
 * reload. Where the registration is gone (the site's data was cleared under an open tab) it is made again.
 */
export function createWorkerLink(
  registration: ServiceWorkerRegistration,
  registerAgain: () => Promise<ServiceWorkerRegistration>,
): WorkerLink {
  let current = registration;
  let again: Promise<ServiceWorkerRegistration> | undefined;

  function inCharge(): ServiceWorker | undefined {
    const { active } = current;
    return active && active.state !== 'redundant' ? active : undefined;
  }

  return {
    inCharge,
    async post(envelope, port, readPort) {
      const worker = inCharge();
      if (worker) return worker.postMessage(envelope, readPort ? [port, readPort] : [port]);
      // The message is dropped: whoever still waits for an answer by then sends it again.
      again ??= registerAgain().finally(() => {
        again = undefined;
      });
      current = await again;
    },
  };
}

import type { Envelope } from '../shared/protocol.js';

/** Where messages to the worker go. */
export interface WorkerLink {
  /** Posts to the worker in charge, waking it if need be. Rejects if there is none, or if the message cannot be cloned. */
  post(envelope: Envelope, port: MessagePort, readPort?: MessagePort): Promise<void>;
  /** The worker in charge; undefined if there is none any more. A link without this always leads to the same one. */
  inCharge?(): ServiceWorker | undefined;
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

  function inCharge(): ServiceWorker | undefined {
    const { active } = current;
    return active && active.state !== 'redundant' ? active : undefined;
  }

  return {
    inCharge,
    async post(envelope, port, readPort) {
      if (!inCharge()) current = await registerAgain();
      const worker = current.active as ServiceWorker; // where there is none after all, posting to it fails, as it should
      worker.postMessage(envelope, readPort ? [port, readPort] : [port]);
    },
  };
}

import type { Envelope } from '../shared/protocol.js';

/** Where messages to the worker go. */
export interface WorkerLink {
  /** Posts to the worker in charge, waking it if need be. Rejects if there is none, or if the message cannot be cloned. */
  post(envelope: Envelope, port: MessagePort): Promise<void>;
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

  async function activeWorker(): Promise<ServiceWorker> {
    const { active } = current;
    if (active && active.state !== 'redundant') return active;
    current = await registerAgain();
    if (!current.active) throw new Error('There is no active service worker.');
    return current.active;
  }

  return {
    async post(envelope, port) {
      (await activeWorker()).postMessage(envelope, [port]);
    },
  };
}

import type { SessionApi } from '../shared/session-api.js';
import { unwrap } from './auth-session.js';

/** How long to wait for the browser to hand the page over to the worker, in ms; measured: 5. */
const CONTROL_TIMEOUT_MS = 1_000;

/**
 * A function after which requests of this page come to the worker that serves it: that of this script, or the older one
 * that is still active in its place. After a hard reload, or in a page that is older than the worker, they do not; the
 * worker is asked to claim the page then. Rejects with an AuthError where the worker cannot have it.
 */
export function createEnsureControl(
  scriptUrl: string,
  registration: ServiceWorkerRegistration,
  worker: SessionApi,
): () => Promise<void> {
  const { serviceWorker } = navigator;
  return async () => {
    const present = serviceWorker.controller?.scriptURL;
    if (present && (present === scriptUrl || present === registration.active?.scriptURL)) return;
    const controlled = new Promise<void>((resolve) => {
      setTimeout(resolve, CONTROL_TIMEOUT_MS);
      serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
    });
    unwrap(await worker.claim());
    await controlled;
  };
}

import type { SessionApi } from '../shared/session-api.js';
import { unwrap } from './auth-session.js';
import { loadInstallation } from './load.js';

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
  const isControlled = () => {
    const present = navigator.serviceWorker.controller?.scriptURL;
    return !!present && (present === scriptUrl || present === registration.active?.scriptURL);
  };
  return async () => {
    if (!isControlled()) unwrap(await (await loadInstallation()).takeControl(worker, isControlled));
  };
}

import type { AuthError } from '../../shared/auth-error.js';
import { sendLast } from './calls.js';
import { isOurs } from './envelope.js';
import { NOTICE_HEADER, notifyWindows } from './window-broadcaster.js';

/**
 * Keeps a worker that cannot work from being installed, and tells the pages why. A script that throws would be refused
 * by the browser just the same, but its page would learn no more than "script evaluation failed".
 */
export function refuseInstallation(scope: ServiceWorkerGlobalScope, error: AuthError): void {
  const scriptUrl = scope.location.href;
  scope.addEventListener('install', (event) => {
    const told = notifyWindows(scope.clients, {
      ...NOTICE_HEADER,
      type: 'configurationError',
      scriptUrl,
      error: error.toData(),
    });
    const refused = told.then(() => {
      throw error;
    });
    event.waitUntil(refused);
  });
  // Should this worker run all the same, it answers nothing but what is wrong with it.
  scope.addEventListener('message', ({ data, ports: [port] }) => {
    if (port && isOurs(data)) sendLast(port, { type: 'refused', error: error.toData() });
  });
}

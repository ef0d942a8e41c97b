/**
 * Whether the worker's script was loaded as a module. Measured on Chromium 156: the requests for such a script bear no cookies
 * and keep none, so that a server takes every look for an update for that of a browser it has never seen. Firefox 153 does not
 * tell in this way, and sends cookies for modules, too.
 */
export function isModuleWorker(scope: Pick<WorkerGlobalScope, 'importScripts'>): boolean {
  try {
    scope.importScripts(); // of nothing; not allowed to a module, whatever it is asked for
    return false;
  } catch {
    return true;
  }
}

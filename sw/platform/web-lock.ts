import type { Lock } from '../session/ports.js';

/**
 * Web Locks, taken by the worker. They are shared by the versions of the worker that run side by side during an update,
 * and released when a worker dies. A page never holds one: a frozen tab would keep it.
 */
export function createWebLock(prefix: string): Lock {
  return {
    async exclusive(name, signal, task) {
      // The signal ends the wait; once the lock is had the task minds the signal itself.
      return await navigator.locks.request(`${prefix}:${name}`, { mode: 'exclusive', signal }, task);
    },
  };
}

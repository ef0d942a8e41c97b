import type { Lock } from '../ports.js';

/** Locks as the platform has them: first come, first served, and all of a worker's are released when it dies. */
export interface LockSpace {
  /** The locks as one worker sees them. */
  forWorker(): { readonly lock: Lock; release(): void };
}

export function createLockSpace(): LockSpace {
  const queues = new Map<string, Promise<void>>();

  return {
    forWorker() {
      let die = () => {};
      const death = new Promise<void>((resolve) => {
        die = resolve;
      });
      const lock: Lock = {
        async exclusive(name, signal, task) {
          const before = queues.get(name) ?? Promise.resolve();
          let done = () => {};
          const ended = new Promise<void>((resolve) => {
            done = resolve;
          });
          queues.set(
            name,
            before.then(() => Promise.race([ended, death])),
          );
          try {
            await Promise.race([before, aborted(signal)]);
            return await task();
          } finally {
            done();
          }
        },
      };
      return { lock, release: die };
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

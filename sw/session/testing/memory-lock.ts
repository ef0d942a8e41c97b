import type { LeaseLock, Lock } from '../ports.js';

/** Locks as the platform has them: first come, first served, and all of a worker's are released when it dies. */
export interface LockSpace {
  /** The locks as one worker sees them. */
  forWorker(): { readonly lock: Lock; readonly leaseLock: LeaseLock; release(): void };
}

export function createLockSpace(): LockSpace {
  const queues = new Map<string, Promise<void>>();
  const readers = new Map<() => void, () => void>();
  const writers = new Set<{ readonly grant: () => void }>();

  /** Whoever wants to write does once nobody reads. That writers wait for each other as well is nothing to rely on. */
  function offer(): void {
    if (readers.size === 0) for (const { grant } of writers) grant();
  }

  return {
    forWorker() {
      const releases = new Set<() => void>();
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
      const leaseLock: LeaseLock = {
        async share(asked) {
          await Promise.resolve();
          if (writers.size > 0) return undefined;
          const release = () => {
            readers.delete(release);
            offer();
          };
          readers.set(release, asked);
          releases.add(release);
          return release;
        },
        own: (signal) =>
          new Promise((resolve, reject) => {
            const leave = () => void writers.delete(writer);
            const writer = { grant: () => resolve(leave) };
            writers.add(writer);
            releases.add(leave);
            signal.addEventListener('abort', () => {
              leave();
              reject(signal.reason);
            });
            offer();
            for (const [release, asked] of readers) if (!releases.has(release)) queueMicrotask(asked);
          }),
      };
      function release(): void {
        die();
        for (const each of releases) each();
      }
      return { lock, leaseLock, release };
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

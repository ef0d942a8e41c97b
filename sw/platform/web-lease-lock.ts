import type { LeaseLock } from '../session/ports.js';

/**
 * A Web Lock for reading and writing, and a channel on which those who want to write ask those who read to let go. It is
 * shared as the locks in web-lock.ts are, and goes with a worker that dies. Neither keeps a worker alive.
 *
 * Any script of the origin can steal a lock. So whoever has written asks once more: somebody may have begun to read meanwhile.
 */
export function createWebLeaseLock(name: string): LeaseLock {
  let channel: BroadcastChannel | undefined;

  /** Has the lock until the function that is answered is called; undefined where it is not available. */
  function take(options: LockOptions): Promise<(() => void) | undefined> {
    return new Promise((resolve, reject) => {
      navigator.locks
        .request(name, options, (lock) =>
          lock ? new Promise<void>((release) => resolve(release)) : resolve(undefined),
        )
        .catch(reject);
    });
  }

  function open(): BroadcastChannel {
    channel ??= new BroadcastChannel(name);
    return channel;
  }

  return {
    async share(asked) {
      // It is asked for by a read, and helps later ones: whoever waits for this one need not wait for channel and lock.
      await new Promise((resolve) => setTimeout(resolve));
      open().onmessage = asked; // before the lock is had, so that no question is missed
      return await take({ mode: 'shared', ifAvailable: true });
    },
    async own(signal) {
      const owned = take({ mode: 'exclusive', signal });
      const ask = () => open().postMessage(null);
      ask();
      const release = (await owned) as () => void;
      return () => {
        ask();
        release();
      };
    },
  };
}

/** Work that nobody waits for, but that the worker has to be kept alive for. */
export interface Background {
  /** Starts the work. Its failure is the work's own affair: whatever matters of it is in the record. */
  run(work: () => Promise<unknown>): void;
  /** Resolves once no work is going on, that begun meanwhile included. */
  settled(): Promise<void>;
}

export function createBackground(): Background {
  const running = new Set<Promise<unknown>>();
  return {
    run(work) {
      const ended = work()
        .catch(() => {})
        .finally(() => running.delete(ended));
      running.add(ended);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

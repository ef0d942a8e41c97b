import type { LeaseLock, Lock } from '../../sw/session/ports.js';
import type { Parked, Parking } from './parking.js';
import { createSimulatedLeaseLock } from './simulated-lease-lock.js';
import type { Owner, Timeline } from './timeline.js';

interface Request {
  readonly owner: Owner;
  readonly name: string;
  readonly grant: () => void;
  granted: boolean;
  parked?: Parked;
}

/** Web Locks: first come, first served, and a worker's are released when it dies. */
export interface SimulatedLocks {
  forWorker(owner: Owner): Lock;
  /** The lock for the record in memory. */
  leaseFor(owner: Owner): LeaseLock;
  /** See simulated-lease-lock.ts. */
  hearOldQuestions(owner: Owner): void;
  release(owner: Owner): void;
}

export function createSimulatedLocks(parking: Parking, timeline: Timeline): SimulatedLocks {
  const queues = new Map<string, Request[]>();
  const lease = createSimulatedLeaseLock(parking, timeline);

  /** The first in the queue is told that it has the lock, some time. */
  function offer(name: string): void {
    const first = queues.get(name)?.[0];
    if (!first || first.granted || first.parked) return;
    first.parked = parking.add(first.owner, `gets the lock "${name}"`, [
      {
        label: '',
        happen: () => {
          first.granted = true;
          first.grant();
        },
      },
    ]);
  }

  function leave(request: Request): void {
    const queue = queues.get(request.name) ?? [];
    const at = queue.indexOf(request);
    if (at >= 0) queue.splice(at, 1);
    if (request.parked) parking.parked.delete(request.parked);
    offer(request.name);
  }

  return {
    forWorker: (owner) => ({
      async exclusive(name, signal, task) {
        const queue = queues.get(name) ?? [];
        queues.set(name, queue);
        let request: Request | undefined;
        try {
          await new Promise<void>((grant, refuse) => {
            if (signal.aborted) return refuse(signal.reason);
            const asked: Request = { owner, name, granted: false, grant };
            request = asked;
            queue.push(asked);
            signal.addEventListener('abort', () => {
              if (!asked.granted) refuse(signal.reason);
            });
            offer(name);
          });
          return await task();
        } finally {
          if (request) leave(request);
        }
      },
    }),

    leaseFor: lease.forWorker,
    hearOldQuestions: lease.hearOldQuestions,

    release(owner) {
      lease.release(owner);
      for (const queue of queues.values()) {
        for (const request of queue.filter((each) => each.owner === owner)) leave(request);
      }
    },
  };
}

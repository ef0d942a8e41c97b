import type { Hold } from '../../sw/session/ports.js';
import { toWireResult } from '../../sw/session/wire-result.js';
import type { Defect } from './defect.js';

/** What may go wrong with the record in memory, the lease that it is kept under, and the port by which pages read it. */
export const MEMORY_DEFECTS: readonly Defect[] = [
  {
    name: 'lease-not-let-go',
    as: 'memory outlives the writes of other workers',
    ports: (ports) => {
      let own = { lasts: true };
      return {
        ...ports,
        lease: {
          ...ports.lease,
          hold: () => ports.lease.hold() && own,
          alone(write) {
            own.lasts = false;
            own = { lasts: true };
            return ports.lease.alone(write);
          },
        },
      };
    },
  },
  {
    name: 'lease-not-waited-for',
    as: 'a write asks others to let go of memory, and does not wait until they have',
    leaseLock: (lock) => ({
      ...lock,
      async own(signal) {
        lock.own(signal).then(
          (release) => release(),
          () => {},
        );
        return () => {};
      },
    }),
  },
  {
    name: 'lease-not-asked-for',
    as: 'a write asks nobody to let go of memory, but for the worker itself',
    leaseLock: (lock) => ({ ...lock, own: async () => () => {} }),
  },
  {
    name: 'question-missed',
    as: 'who wants to write is not heard by a worker that is about to get the lease',
    about: 'memory',
    leaseLock: (lock) => ({
      ...lock,
      async share(asked) {
        let isThere = false;
        const release = await lock.share(() => {
          if (isThere) asked();
        });
        isThere = true;
        return release;
      },
    }),
  },
  {
    name: 'memory-outlives-hold',
    as: 'what was let go of counts again once the lease is had again',
    ports: (ports) => {
      const anyHold: Hold = {
        get lasts() {
          return ports.lease.hold()?.lasts === true;
        },
      };
      return { ...ports, lease: { ...ports.lease, hold: () => ports.lease.hold() && anyHold } };
    },
  },
  {
    name: 'memory-before-hold',
    as: 'a record that was read before the lease was had is kept under it',
    about: 'memory',
    ports: (ports) => ({
      ...ports,
      lease: {
        ...ports.lease,
        hold() {
          ports.lease.hold();
          let hold: Hold | undefined;
          return {
            get lasts() {
              hold ??= ports.lease.hold();
              return hold?.lasts === true;
            },
          };
        },
      },
    }),
  },
  {
    name: 'port-reads-store',
    as: 'what is not in memory is read from the store, outside of any event',
    fromMemory: (fromMemory, session) => async (read) => {
      const answer = await fromMemory(read);
      if (answer) return answer;
      const reads = { ...session, fetchAuthSession: () => session.fetchAuthSession({}) };
      const result = await toWireResult(() => read(reads));
      const record = session.lastSeen();
      return record && { result, record };
    },
  },
  {
    name: 'late-answer',
    as: 'a page takes whatever comes through its port for the answer to what it has asked last',
    portReply: (reply, lastAsked) => (reply.type === 'answer' && lastAsked ? { ...reply, id: lastAsked } : reply),
  },
];

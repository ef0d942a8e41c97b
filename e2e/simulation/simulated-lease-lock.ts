import type { LeaseLock } from '../../sw/session/ports.js';
import type { Parked, Parking } from './parking.js';
import type { Owner } from './timeline.js';

interface Reader {
  readonly owner: Owner;
  readonly asked: () => void;
}

interface Writer {
  readonly owner: Owner;
  readonly grant: () => void;
  granted: boolean;
  parked?: Parked;
}

/** The Web Lock and the channel of sw/platform/web-lease-lock.ts: many readers, or one writer, who asks them to let go. */
export interface SimulatedLeaseLock {
  forWorker(owner: Owner): LeaseLock;
  release(owner: Owner): void;
}

export function createSimulatedLeaseLock(parking: Parking): SimulatedLeaseLock {
  const readers = new Set<Reader>();
  const writers: Writer[] = [];

  /** The first of those who want to write is told that it may, some time once nobody reads. */
  function offer(): void {
    const [first] = writers;
    if (!first || first.granted || first.parked || readers.size > 0) return;
    first.parked = parking.add(first.owner, 'has the record for itself', [
      {
        label: '',
        happen: () => {
          first.granted = true;
          first.grant();
        },
      },
    ]);
  }

  function leave(writer: Writer): void {
    const at = writers.indexOf(writer);
    if (at < 0) return;
    writers.splice(at, 1);
    if (writer.parked) parking.parked.delete(writer.parked);
    offer();
  }

  return {
    forWorker: (owner) => ({
      share: (asked) =>
        new Promise((resolve) => {
          const happen = () => {
            if (writers.length > 0) return resolve(undefined);
            const reader: Reader = { owner, asked };
            readers.add(reader);
            resolve(() => {
              readers.delete(reader);
              offer();
            });
          };
          parking.add(owner, 'asks for the lease', [{ label: '', happen }], undefined, true);
        }),
      own: (signal) =>
        new Promise((resolve, reject) => {
          const writer: Writer = { owner, granted: false, grant: () => resolve(() => leave(writer)) };
          writers.push(writer);
          signal.addEventListener('abort', () => {
            if (writer.granted) return;
            leave(writer);
            reject(signal.reason);
          });
          offer();
          for (const reader of readers) {
            if (reader.owner === owner) continue;
            // In the order of what pages send to it: a worker that is too busy to hear of this answers nobody meanwhile.
            parking.add(
              reader.owner,
              'is asked to let go',
              [{ label: '', happen: reader.asked }],
              reader.owner.name,
              true,
            );
          }
        }),
    }),

    release(owner) {
      for (const reader of readers) if (reader.owner === owner) readers.delete(reader);
      for (const writer of writers.filter((each) => each.owner === owner)) leave(writer);
      offer();
    },
  };
}

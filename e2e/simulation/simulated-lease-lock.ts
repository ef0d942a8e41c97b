import type { LeaseLock } from '../../sw/session/ports.js';
import type { Nature, Parked, Parking } from './parking.js';
import type { Owner, Timeline } from './timeline.js';

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

/** Somebody who wants to write has asked, and the reader has not heard of it yet. */
interface Question {
  readonly reader: Reader;
  readonly askedAt: number;
  readonly parked: Parked;
}

/**
 * A message to a worker that is not busy takes no longer, in ms. One that is busy hears of nothing else meanwhile, and gets
 * at what was sent to it in the meantime in one go.
 */
const HEARD_WITHIN_MS = 1_000;

const OUTSIDE_OF_EVENTS: Nature = { needsNoEvent: true };

/** The Web Lock and the channel of sw/platform/web-lease-lock.ts: many readers, or one writer, who asks them to let go. */
export interface SimulatedLeaseLock {
  forWorker(owner: Owner): LeaseLock;
  /** To be called before the worker hears what a page sends by a port: it has heard by then what it was asked long ago. */
  hearOldQuestions(owner: Owner): void;
  release(owner: Owner): void;
}

export function createSimulatedLeaseLock(parking: Parking, timeline: Timeline): SimulatedLeaseLock {
  const readers = new Set<Reader>();
  const writers: Writer[] = [];
  const questions = new Set<Question>();

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

  /** A channel and a port are two ways: what was sent by the one may be overtaken by what is sent by the other. */
  function ask(reader: Reader): void {
    const hear = () => {
      questions.delete(question);
      reader.asked();
    };
    const parked = parking.add(
      reader.owner,
      'is asked to let go',
      [{ label: '', happen: hear }],
      undefined,
      OUTSIDE_OF_EVENTS,
    );
    const question: Question = { reader, parked, askedAt: timeline.elapsed() };
    questions.add(question);
  }

  return {
    forWorker: (owner) => ({
      share: (asked) =>
        new Promise((resolve) => {
          const take = (hear: (work: () => void) => void) => () => {
            if (writers.length > 0) return hear(() => resolve(undefined));
            const reader: Reader = { owner, asked };
            readers.add(reader);
            hear(() =>
              resolve(() => {
                readers.delete(reader);
                offer();
              }),
            );
          };
          const later = (work: () => void) =>
            void parking.add(owner, 'hears of the lease', [{ label: '', happen: work }], undefined, {
              needsNoEvent: true,
              isSlow: true,
            });
          parking.add(
            owner,
            'asks for the lease',
            [
              { label: '', happen: take((work) => work()) },
              { label: 'and hears of it later', isLater: true, happen: take(later) },
            ],
            undefined,
            OUTSIDE_OF_EVENTS,
          );
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
          for (const reader of readers) if (reader.owner !== owner) ask(reader);
        }),
    }),

    hearOldQuestions(owner) {
      for (const { reader, askedAt, parked } of questions) {
        if (reader.owner !== owner || timeline.elapsed() - askedAt < HEARD_WITHIN_MS) continue;
        parking.parked.delete(parked);
        parked.outcomes[0].happen();
      }
    },

    release(owner) {
      for (const reader of readers) if (reader.owner === owner) readers.delete(reader);
      for (const question of questions) if (question.reader.owner === owner) questions.delete(question);
      for (const writer of writers.filter((each) => each.owner === owner)) leave(writer);
      offer();
    },
  };
}

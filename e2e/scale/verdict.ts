import { type DayOfUse, type Sample, TABS } from './day-of-use.js';
import { slopeOf } from './slope.js';

/**
 * How much a heap may grow for each use of the session, in bytes. Measured in Chromium, a listener that is left behind takes 48,
 * an entry of a map 53, a closed port with a listener 67 and an open one with its other end 114.
 */
export const BYTES_PER_USE = 45;

/** What is compiled or allocated once, in the first uses, is no growth. */
const WARM_UP_SHARE = 0.15;

export interface Verdict {
  /** Bytes that each heap grew by for one use of the session. */
  readonly growth: Readonly<Record<'pageHeap' | 'workerHeap', number>>;
  readonly problems: readonly string[];
}

/** Judges the memory by its slope, and the requests to the one. */
export function judge(day: DayOfUse): Verdict {
  const problems = [...day.errors];
  const usesPerSecond = day.uses / day.seconds;
  const settled = (samples: readonly Sample[]) => samples.slice(Math.ceil(samples.length * WARM_UP_SHARE));
  const growthOf = (what: 'pageHeap' | 'workerHeap', samples: readonly Sample[]) =>
    slopeOf(settled(samples).map((sample) => ({ x: sample.seconds, y: sample[what] }))) / usesPerSecond;
  const growth = {
    pageHeap: growthOf('pageHeap', day.samples),
    workerHeap: growthOf(
      'workerHeap',
      day.samples.filter(({ undisturbed }) => undisturbed),
    ),
  };
  for (const [what, bytes] of Object.entries(growth)) {
    if (bytes > BYTES_PER_USE) problems.push(`${what} grows by ${bytes.toFixed(0)} bytes for each use`);
  }

  const [first, last] = [settled(day.samples)[0], day.samples.at(-1)];
  if (first && last && last.pageListeners > first.pageListeners) {
    problems.push(`the page went from ${first.pageListeners} listeners to ${last.pageListeners}`);
  }
  for (const { seconds, pagePorts, workerPorts } of day.samples) {
    // The one that a page reads by, and its other end in the worker. Those of closed tabs must have been let go.
    if (pagePorts > 1 || workerPorts > TABS) {
      problems.push(`at ${seconds} s the page had ${pagePorts} ports and the worker ${workerPorts} for ${TABS} tabs`);
    }
  }

  const asked = (operation: string) => day.requests[operation] ?? 0;
  const refreshes = asked('GetTokensFromRefreshToken');
  // A worker that was stopped with a refresh on the wire has to ask again.
  if (refreshes < day.refreshEvents || refreshes > day.refreshEvents + day.workerStops) {
    problems.push(`${refreshes} refreshes for ${day.refreshEvents} renewals and ${day.workerStops} stops`);
  }
  for (const operation of ['InitiateAuth', 'RevokeToken', 'GetId']) {
    if (asked(operation) !== day.signOuts) {
      problems.push(`${asked(operation)} ${operation} for ${day.signOuts} sign-ins and as many sign-outs`);
    }
  }
  return { growth, problems };
}

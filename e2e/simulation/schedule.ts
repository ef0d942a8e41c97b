import './comlink-without-finalization.js';
import { nextTick } from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { type Action, draw, isCall, ofName } from './actions.js';
import { begin } from './beginning.js';
import { type Conditions, conditionsOf } from './conditions.js';
import type { Defect } from './defect.js';
import { checkEnd } from './end.js';
import type { Tally, Violation } from './ledger.js';
import { createProfile, type Profile } from './profile.js';
import { createRandom } from './random.js';
import type { SimulatedTab } from './simulated-tab.js';
import type { SimulatedWorker } from './simulated-worker.js';

/** What came of one schedule. */
export interface Outcome {
  readonly seed: number;
  readonly conditions: Conditions;
  /** The choices, by name: enough to make them again. */
  readonly choices: readonly string[];
  readonly violation: Violation | undefined;
  readonly tally: Tally;
}

export interface ScheduleOptions {
  readonly defect?: Defect | undefined;
  /** Choices to be made instead of the seed's; one that cannot be made any more is left out. */
  readonly choices?: readonly string[] | undefined;
  /** Hears of each step. */
  readonly tell?: ((profile: Profile, action: string) => void) | undefined;
}

/**
 * Everything that waits for no time runs before this resolves: Node takes a tick only once no microtask is left, however
 * long their chain. (A turn of the event loop would do as well, and take three times as long.)
 */
const drained = () => new Promise<void>((resolve) => nextTick(resolve));

/** A part of the client that is loaded already comes in one turn, or a few. */
const LOADING_TURNS = 50;

/**
 * Whether a page that is being connected waits for a part of the client: for an answer it does not wait without a timer. In a bundle, where
 * no part is a file of its own, it never does.
 */
function isLoading({ openCalls, timeline }: Profile, tab: SimulatedTab): boolean {
  if (tab.connection || tab.failed || ![...openCalls].some((call) => call.tab === tab)) return false;
  return ![...timeline.timers].some(({ owner }) => owner === tab);
}

/** A worker without an event is stopped when the browser likes: nothing may go on in it. */
function checkIdle({ parking, timeline, ledger }: Profile, worker: SimulatedWorker): void {
  for (const { owner, name, needsNoEvent } of parking.parked) {
    if (owner === worker && !needsNoEvent) ledger.violate('work goes on inside events only', name);
  }
  for (const { owner, name } of timeline.timers) {
    if (owner === worker) ledger.violate('work goes on inside events only', name);
  }
}

/** Runs one schedule: the same seed, or the same seed and choices, give the same story. */
export async function runSchedule(seed: number, { defect, choices, tell }: ScheduleOptions = {}): Promise<Outcome> {
  await setImmediate(); // the only turn of the event loop in a schedule: whoever reads reports gets them
  const conditions = conditionsOf(seed);
  const profile = createProfile(seed, conditions, defect);
  const { ledger } = profile;
  const loadsLifetimeWatch = Object.keys(conditions.policy).length > 0;
  const made: string[] = [];

  async function take(action: Action): Promise<void> {
    ledger.step++;
    if (action.disturbs) ledger.disturbances++;
    profile.enter(action.owner);
    action.happen();
    await drained();
    if (loadsLifetimeWatch && action.owner && 'serviceWorkerListeners' in action.owner) {
      // What a page loads is the one thing that no port owns; ours was asked for later, and so comes later.
      await import('../../client/lifetime-watch.js');
      await drained();
    }
    const page = profile.tabs.find((tab) => tab === action.owner);
    for (let turn = 0; turn < LOADING_TURNS && page && isLoading(profile, page); turn++) {
      await import('../../client/on-demand.js');
      await drained();
    }
    for (const worker of profile.workers) if (worker.events === 0) checkIdle(profile, worker);
    tell?.(profile, action.name);
  }

  const outcome = (): Outcome => ({
    seed,
    conditions,
    choices: made,
    violation: ledger.violation,
    tally: { ...ledger.tally, steps: ledger.step, troubles: ledger.disturbances },
  });

  try {
    await begin(profile, take);
    if (ledger.violation) return outcome();
    if (choices) {
      for (const name of choices) {
        const action = ofName(profile, name);
        if (!action) continue;
        made.push(action.name);
        await take(action);
        if (ledger.violation) break;
      }
    } else {
      const random = createRandom(seed);
      let [steps, calls] = [conditions.steps, conditions.calls];
      while (steps > 0 && !ledger.violation) {
        const action = draw(profile, random, calls);
        if (!action) break;
        if (!action.isSwift) steps--;
        if (isCall(action)) calls--;
        made.push(action.name);
        await take(action);
      }
    }
    if (!ledger.violation) await checkEnd(profile, take);
  } finally {
    profile.dispose();
  }
  return outcome();
}

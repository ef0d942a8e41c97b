import { DEFECTS } from './defects.js';
import type { Tally } from './ledger.js';
import { runSchedule } from './schedule.js';

/** What a process is to do: every `stride`th seed from `first` on, below `end`. */
export interface SeedRange {
  readonly first: number;
  readonly end: number;
  readonly stride: number;
  readonly defect?: string;
}

/** What a process tells from time to time, at each failure, and at the end: what has happened since it told last. */
export interface SeedReport {
  readonly schedules: number;
  readonly tally: Tally;
  /** Seeds whose schedule broke an invariant. */
  readonly failed: readonly number[];
  /** The seed that comes next: those below it are done. */
  readonly next: number;
}

const REPORT_EVERY = 250;

const { first, end, stride, defect: name } = JSON.parse(process.argv[2] ?? '') as SeedRange;
const defect = DEFECTS.find((each) => each.name === name);

let seed = first;
let schedules = 0;
let tally: Tally = {};

// What nobody awaits fails without a stack: the seed is all that there is to find it by.
process.on('uncaughtException', (thrown) => {
  console.error(`The schedule of seed ${seed} cannot be run.`, thrown);
  process.exit(1);
});

function report(failed: readonly number[], next: number): void {
  process.send?.({ schedules, tally, failed, next } satisfies SeedReport);
  schedules = 0;
  tally = {};
}

for (; seed < end; seed += stride) {
  const outcome = await runSchedule(seed, { defect });
  schedules++;
  for (const [what, count] of Object.entries(outcome.tally)) tally[what] = (tally[what] ?? 0) + count;
  if (outcome.violation || schedules === REPORT_EVERY) report(outcome.violation ? [seed] : [], seed + stride);
}
report([], seed);

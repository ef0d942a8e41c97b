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

/** What a process tells from time to time, and at the end. */
export interface SeedReport {
  readonly schedules: number;
  readonly tally: Tally;
  /** Seeds whose schedule broke an invariant. */
  readonly failed: readonly number[];
}

const REPORT_EVERY = 250;

const { first, end, stride, defect: name } = JSON.parse(process.argv[2] ?? '') as SeedRange;
const defect = DEFECTS.find((each) => each.name === name);

let schedules = 0;
let tally: Tally = {};
let failed: number[] = [];

function report(): void {
  process.send?.({ schedules, tally, failed } satisfies SeedReport);
  schedules = 0;
  tally = {};
  failed = [];
}

for (let seed = first; seed < end; seed += stride) {
  const outcome = await runSchedule(seed, { defect });
  schedules++;
  for (const [what, count] of Object.entries(outcome.tally)) tally[what] = (tally[what] ?? 0) + count;
  if (outcome.violation) failed.push(seed);
  if (schedules === REPORT_EVERY) report();
}
report();

import { parseArgs } from 'node:util';
import { DEFECTS } from './defects.js';
import { runSeeds } from './run-seeds.js';
import { runSchedule } from './schedule.js';
import { shrink } from './shrink.js';
import { tellStory } from './story.js';

/**
 * Runs schedules of the simulation until one breaks an invariant, and tells its story. Interrupted, it says how to go on.
 *
 *     npm run simulate -- --schedules 1000000 --seed 1 [--processes 2] [--defect no-lock]
 */
const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string' },
    defect: { type: 'string' },
  },
});

const PROGRESS_EVERY_S = 10;

const count = Number(values.schedules);
const first = Number(values.seed);
const processes = values.processes === undefined ? undefined : Number(values.processes);
const defect = DEFECTS.find(({ name }) => name === values.defect);
for (const [option, value, least] of [
  ['--schedules', count, 1],
  ['--seed', first, 0],
  ['--processes', processes ?? 1, 1],
] as const) {
  if (!Number.isInteger(value) || value < least) throw new Error(`${option} takes a whole number from ${least} on.`);
}
if (values.defect !== undefined && !defect) {
  throw new Error(`--defect takes one of ${DEFECTS.map(({ name }) => name).join(', ')}.`);
}

const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort()); // the second one ends it at once
let toldAt = 0;

const { schedules, tally, failed, next } = await runSeeds({
  first,
  count,
  defect: defect?.name,
  processes: count === 1 ? 1 : processes,
  failuresWanted: 1,
  signal: stopping.signal,
  onProgress({ schedules, next }) {
    if (seconds() - toldAt < PROGRESS_EVERY_S) return;
    toldAt = seconds();
    const rate = schedules / toldAt;
    const left = (count - schedules) / rate;
    console.log(
      `${schedules} of ${count} schedules in ${toldAt.toFixed(0)} s, ${rate.toFixed(0)} a second, ${left.toFixed(0)} s to go; every seed below ${next} was run`,
    );
  },
});

console.log(`${schedules} schedules in ${seconds().toFixed(1)} s.`);
for (const [what, times] of Object.entries(tally).sort(([a], [b]) => a.localeCompare(b)))
  console.log(`  ${times} ${what}`);

const [seed] = failed;
if (seed !== undefined) {
  console.log(`\n${await tellStory(await shrink(await runSchedule(seed, { defect }), defect), defect)}`);
  process.exitCode = 1;
}
const left = first + count - next;
if (left > 0) console.log(`\nThe rest: npm run simulate -- --seed ${next} --schedules ${left}`);

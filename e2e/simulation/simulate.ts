import { parseArgs } from 'node:util';
import { DEFECTS } from './defects.js';
import { runSeeds } from './run-seeds.js';
import { runSchedule } from './schedule.js';
import { shrink } from './shrink.js';
import { tellStory } from './story.js';

/**
 * Runs schedules of the simulation until one breaks an invariant, and tells its story.
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

const count = Number(values.schedules);
const first = Number(values.seed);
const defect = DEFECTS.find(({ name }) => name === values.defect);
if (!Number.isInteger(count) || !Number.isInteger(first)) throw new Error('--schedules and --seed take whole numbers.');
if (values.defect !== undefined && !defect) {
  throw new Error(`--defect takes one of ${DEFECTS.map(({ name }) => name).join(', ')}.`);
}

const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;

const { schedules, tally, failed } = await runSeeds({
  first,
  count,
  defect: defect?.name,
  processes: count === 1 ? 1 : values.processes === undefined ? undefined : Number(values.processes),
  failuresWanted: 1,
  onProgress: (done) => {
    if (done % 25_000 === 0) console.log(`${done} schedules, ${seconds().toFixed(0)} s`);
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

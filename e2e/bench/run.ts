import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measure, Row } from './measure.js';
import { MEASURES } from './measures/index.js';
import { plot } from './report/plot.js';
import { type MeasureResult, merge, RESULTS_FILE, readResults, thisMachine, writeResults } from './report/results.js';
import { formatNumber, replaceTable, writeTable } from './report/table.js';
import { type Stage, startStage } from './stage.js';

/**
 * `npm run bench`: measures everything, and writes docs/benchmarks and the README's table. `-- --only warm-read,srp` measures
 * these, and leaves the other results of the same machine as they are. `-- --quick` takes few samples, and leaves what it finds
 * in .cache/bench: it shows that the suite works, and is nothing to quote.
 */
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

function chosenMeasures(only: string | undefined): readonly Measure[] {
  if (only === undefined) return MEASURES;
  return only.split(',').map((id) => {
    const found = MEASURES.find((measure) => measure.id === id);
    if (found !== undefined) return found;
    throw new Error(`There is no measure ${id}. There are ${MEASURES.map((measure) => measure.id).join(', ')}.`);
  });
}

async function take({ id, title, unit, run }: Measure, stage: Stage): Promise<MeasureResult> {
  const [loadAverage = Number.NaN] = loadavg();
  const measuredAt = new Date().toISOString();
  const begun = performance.now();
  const rows = await run(stage);
  stage.site.forget();
  console.log(`\n── ${title} (${id}), load average ${loadAverage.toFixed(1)}, ${seconds(begun)}`);
  for (const row of rows) print(row);
  return { id, title, unit, measuredAt, loadAverage, rows };
}

const seconds = (begun: number) => `${((performance.now() - begun) / 1000).toFixed(0)} s`;

function print({ what, figures, targets }: Row): void {
  console.log(`\n${what}`);
  console.table(
    figures.map(({ contender, role, value, spread, note }) => ({
      contender,
      role,
      value: formatNumber(value),
      p90: spread === undefined ? '' : formatNumber(spread.p90),
      p99: spread === undefined ? '' : formatNumber(spread.p99),
      samples: spread?.samples ?? '',
      note: note ?? '',
    })),
  );
  for (const { goal, reached, met } of targets) {
    console.log(`${met ? 'met   ' : 'MISSED'} ${goal}: ${formatNumber(reached)}`);
  }
}

const begun = performance.now();
const measures = chosenMeasures(options.only);
const stage = await startStage(options);
const taken: MeasureResult[] = [];
try {
  for (const measure of measures) taken.push(await take(measure, stage));
} finally {
  await stage.close();
}

const folder = options.quick ? '.cache/bench' : 'docs/benchmarks';
const file = options.quick ? join(folder, 'results.json') : RESULTS_FILE;
const fresh = { machine: thisMachine(stage.chromium.version), measures: taken };
const order = MEASURES.map(({ id }) => id);
const results = merge(existsSync(file) ? readResults(file) : undefined, fresh, order);
writeResults(results, file);
for (const result of taken) writeFileSync(join(folder, `${result.id}.svg`), await plot(result));
// From the file, as the test reads it, and not from what is in memory.
if (!options.quick)
  writeFileSync('README.md', replaceTable(readFileSync('README.md', 'utf8'), writeTable(readResults())));
console.log(`\n${folder} is written, after ${seconds(begun)}.`);

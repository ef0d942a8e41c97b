import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { drawSvg } from '../tools/plot.js';
import { LIFETIME_SECONDS, spendDay } from './day-of-use.js';
import { judge } from './verdict.js';

/**
 * Uses one session on a fast clock, in tabs that come and go, and fails where memory grows, a request is one too many or
 * a call goes wrong. Writes `day.json` and `day.svg` into `.cache/scale`.
 *
 *     npm run scale -- [--minutes 60]
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);
// Fewer leave too few samples of the worker's last life for a slope.
if (!(minutes >= 2)) throw new Error('--minutes takes a number of minutes, two at least.');

const OUTPUT = '.cache/scale';
const MEGABYTE = 1_000_000;

const day = await spendDay({
  minutes,
  onSample({ seconds, pageHeap, workerHeap, pageListeners, pagePorts, workerPorts }) {
    const [page, worker] = [pageHeap, workerHeap].map((bytes) => (bytes / MEGABYTE).toFixed(2));
    console.log(
      `${seconds} s: page ${page} MB and ${pageListeners} listeners and ${pagePorts} ports, worker ${worker} MB and ${workerPorts} ports`,
    );
  },
});
const verdict = judge(day);

await mkdir(OUTPUT, { recursive: true });
await writeFile(
  `${OUTPUT}/day.json`,
  `${JSON.stringify({ lifetimeSeconds: LIFETIME_SECONDS, verdict, ...day }, null, 2)}\n`,
);
const memory = day.samples.flatMap(({ seconds, pageHeap, workerHeap }) => [
  { minutes: seconds / 60, megabytes: pageHeap / MEGABYTE, of: 'page' },
  { minutes: seconds / 60, megabytes: workerHeap / MEGABYTE, of: 'worker' },
]);
await writeFile(
  `${OUTPUT}/day.svg`,
  await drawSvg({
    title: `Heap in use after garbage collection; tokens live ${LIFETIME_SECONDS} s`,
    width: 640,
    height: 240,
    background: 'white',
    data: { values: memory },
    mark: 'line',
    encoding: {
      x: { field: 'minutes', type: 'quantitative', title: 'minutes' },
      y: { field: 'megabytes', type: 'quantitative', title: 'MB', scale: { zero: true } },
      color: { field: 'of', type: 'nominal', title: null },
    },
  }),
);

const { samples: _samples, ...told } = day;
console.log(JSON.stringify({ ...told, ...verdict }, null, 2));
if (verdict.problems.length > 0) process.exitCode = 1;

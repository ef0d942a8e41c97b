import type { Engine } from '../tools/browsers.js';
import { LONGEST_CALL_MS, runSoak, type SoakResult } from './run-soak.js';
import { MIXED_CADENCES, type SoakSample } from './soak-plan.js';

/**
 * `npm run soak -- --minutes 6 --browser chromium`: a page uses the session for some minutes in a browser that nobody drives, so
 * that its worker is stopped as users' are. Prints what the calls took, and fails where one failed or took too long.
 */

const DEFAULT_MINUTES = 6;

function optionOf(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`);
  return index === -1 ? undefined : process.argv[index + 1];
}

function usage(problem: string): never {
  console.error(`${problem}\nnpm run soak -- [--minutes 6] [--browser chromium|firefox]`);
  process.exit(2);
}

function readMinutes(): number {
  const minutes = Number(optionOf('minutes') ?? DEFAULT_MINUTES);
  return Number.isFinite(minutes) && minutes > 0 ? minutes : usage('--minutes has to be a number above 0.');
}

function readEngine(): Engine {
  const engine = optionOf('browser') ?? 'chromium';
  return engine === 'chromium' || engine === 'firefox' ? engine : usage(`There is no browser ${engine} here.`);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

function lineOf(name: string, samples: readonly SoakSample[]): string {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  const [p50, p99, slowest] = [percentile(sorted, 0.5), percentile(sorted, 0.99), percentile(sorted, 1)];
  const cells = [samples.length, ...[p50, p99, slowest].map((ms) => `${ms.toFixed(1)} ms`)];
  return name.padEnd(40) + cells.map((cell) => String(cell).padStart(11)).join('');
}

function print({ samples, events, workerStarts, requests, seconds }: SoakResult): void {
  console.log(`${Math.round(seconds)} s, ${workerStarts} starts of the worker\n`);
  console.log(`${''.padEnd(40)}${['calls', 'p50', 'p99', 'slowest'].map((head) => head.padStart(11)).join('')}`);
  for (const cadence of new Set(samples.map((sample) => sample.cadence))) {
    const group = samples.filter((sample) => sample.cadence === cadence);
    const isFirst = ({ call }: SoakSample) => call === 'fetchAuthSession';
    console.log(lineOf(`${cadence}: the first call`, group.filter(isFirst)));
    console.log(
      lineOf(
        `${cadence}: the calls after it`,
        group.filter((sample) => !isFirst(sample)),
      ),
    );
  }
  console.log(`\nEvents: ${events.join(', ')}`);
  console.log(
    `Requests: ${Object.entries(requests)
      .map(([operation, count]) => `${count} ${operation}`)
      .join(', ')}`,
  );
}

const result = await runSoak({ engine: readEngine(), cadences: MIXED_CADENCES, forMs: readMinutes() * 60_000 });
print(result);
const errors = result.samples.filter(({ error }) => error !== undefined);
const slow = result.samples.filter(({ ms }) => ms > LONGEST_CALL_MS);
for (const { cadence, call, error } of errors) console.error(`${call}, ${cadence}: ${error}`);
if (result.failure) console.error(`The page gave up: ${result.failure}`);
console.log(`\n${errors.length} errors, ${slow.length} calls longer than ${LONGEST_CALL_MS} ms`);
process.exitCode = errors.length > 0 || slow.length > 0 || result.failure ? 1 : 0;

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { countPlaywright, countVitest, type Tally } from './test-reports.js';

/**
 * Everything that must hold before a change is taken, in the order in which it fails fastest. Each step is an npm
 * script of its own. A failed step does not hide the next; the last lines name the tests that failed, and why, and count those of
 * all runners, and a step that is no test runner counts as one failure where it fails. `--webkit` adds a third engine.
 */

interface Step {
  readonly script: string;
  /** The runner's JSON report, and how to read it. */
  readonly report?: { readonly file: string; count(report: unknown): Tally };
}

/** Steps that follow each other. */
type Lane = readonly Step[];

/** One after the other; the lanes of a stage at once, for a machine of two cores. */
const STAGES: readonly (readonly Lane[])[] = [
  [
    [{ script: 'types' }, { script: 'examples' }],
    [{ script: 'lint' }, { script: 'imports' }, { script: 'docs:check' }, { script: 'size' }],
  ],
  [[{ script: 'build' }, { script: 'package' }]],
  // Each by itself, for it takes every core.
  [[{ script: 'unit', report: { file: '.cache/vitest.json', count: countVitest } }]],
  [[{ script: 'simulation', report: { file: '.cache/simulation.json', count: countVitest } }]],
  [[{ script: 'browsers' }, { script: 'e2e', report: { file: '.cache/playwright.json', count: countPlaywright } }]],
];

const WEBKIT: readonly Lane[] = [
  [{ script: 'webkit:install' }, { script: 'webkit', report: { file: '.cache/webkit.json', count: countPlaywright } }],
];

/** Resolves with the step's exit status, once what it had to say is printed: as it comes, or in one piece at the end. */
function start(script: string, isAlone: boolean): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], {
      stdio: isAlone ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const said: Buffer[] = [];
    child.stdout?.on('data', (text: Buffer) => said.push(text));
    child.stderr?.on('data', (text: Buffer) => said.push(text));
    if (isAlone) console.log(`\n── ${script}`);
    child.on('close', (status) => {
      if (!isAlone) process.stdout.write(`\n── ${script}\n${Buffer.concat(said)}`);
      resolve(status);
    });
  });
}

interface Outcome extends Tally {
  readonly script: string;
  readonly seconds: number;
}

async function runLane(lane: Lane, isAlone: boolean): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of lane) outcomes.push(await run(step, isAlone));
  return outcomes;
}

async function run({ script, report }: Step, isAlone: boolean): Promise<Outcome> {
  if (report !== undefined) rmSync(report.file, { force: true });
  const started = performance.now();
  const status = await start(script, isAlone);
  const seconds = (performance.now() - started) / 1000;
  const broke = status !== 0;
  const asOneFailure = [{ name: `npm run ${script}`, why: [] }];
  if (report === undefined) return { script, passed: 0, failures: broke ? asOneFailure : [], seconds };
  let tally: Tally;
  try {
    tally = report.count(JSON.parse(readFileSync(report.file, 'utf8')));
  } catch {
    console.error(`${script} left no report in ${report.file}.`);
    tally = { passed: 0, failures: asOneFailure };
  }
  // A runner that fails without a failed test (a crash, an unhandled rejection) has failed all the same.
  if (broke && tally.failures.length === 0) tally = { ...tally, failures: asOneFailure };
  return { script, ...tally, seconds };
}

mkdirSync('.cache', { recursive: true });
const stages = process.argv.includes('--webkit') ? [...STAGES, WEBKIT] : STAGES;
const results: Outcome[] = [];
for (const lanes of stages) {
  const outcomes = await Promise.all(lanes.map((lane) => runLane(lane, lanes.length === 1)));
  results.push(...outcomes.flat());
}

console.log('');
for (const { script, passed, failures, seconds } of results) {
  const outcome = failures.length > 0 ? 'FAILED' : 'ok';
  const tests = passed + failures.length > 0 ? `${passed} passed, ${failures.length} failed` : '';
  console.log(`${outcome.padEnd(7)}${script.padEnd(15)}${seconds.toFixed(1).padStart(6)} s  ${tests}`.trimEnd());
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failures = results.flatMap((result) => result.failures);
if (failures.length > 0) console.log('\nFailed:');
for (const { name, why } of failures) console.log([`  ${name}`, ...why.map((line) => `    ${line}`)].join('\n'));
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

/**
 * Everything that must hold before a change is taken, in the order in which it fails fastest. Each step is an npm
 * script of its own. A failed step does not hide the next; the last line counts the tests of all runners, and a step
 * that is no test runner counts as one failure where it fails. `--webkit` adds a third engine.
 */

interface Step {
  readonly script: string;
  /** The runner's JSON report, and how to read it. */
  readonly report?: { readonly file: string; count(report: unknown): Tally };
}

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** vitest: a file that cannot be loaded has no tests, so its suite is counted instead. */
function countVitest(report: unknown): Tally {
  const { numPassedTests, numFailedTests, testResults } = report as {
    numPassedTests: number;
    numFailedTests: number;
    testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
  };
  const unloadable = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length };
}

/** Playwright: `errors` are those outside of any test, such as a spec that does not compile. */
function countPlaywright(report: unknown): Tally {
  const { stats, errors } = report as {
    stats: { expected: number; unexpected: number; flaky: number };
    errors: readonly unknown[];
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
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
  if (report === undefined) return { script, passed: 0, failed: broke ? 1 : 0, seconds };
  let tally: Tally;
  try {
    tally = report.count(JSON.parse(readFileSync(report.file, 'utf8')));
  } catch {
    console.error(`${script} left no report in ${report.file}.`);
    tally = { passed: 0, failed: 1 };
  }
  // A runner that fails without a failed test (a crash, an unhandled rejection) has failed all the same.
  return { script, passed: tally.passed, failed: broke ? Math.max(1, tally.failed) : tally.failed, seconds };
}

mkdirSync('.cache', { recursive: true });
const stages = process.argv.includes('--webkit') ? [...STAGES, WEBKIT] : STAGES;
const results: Outcome[] = [];
for (const lanes of stages) {
  const outcomes = await Promise.all(lanes.map((lane) => runLane(lane, lanes.length === 1)));
  results.push(...outcomes.flat());
}

console.log('');
for (const { script, passed, failed, seconds } of results) {
  const outcome = failed > 0 ? 'FAILED' : 'ok';
  const tests = passed + failed > 0 ? `${passed} passed, ${failed} failed` : '';
  console.log(`${outcome.padEnd(7)}${script.padEnd(15)}${seconds.toFixed(1).padStart(6)} s  ${tests}`.trimEnd());
}
const total = (key: keyof Tally) => results.reduce((sum, result) => sum + result[key], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') > 0 ? 1 : 0;

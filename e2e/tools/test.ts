import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Everything that must hold before a change is taken, in the order in which it fails fastest. Each step is an npm
 * script of its own. A failed step does not hide the next; the last lines name the tests that failed and count those of
 * all runners, and a step that is no test runner counts as one failure where it fails. `--webkit` adds a third engine.
 */

interface Step {
  readonly script: string;
  /** The runner's JSON report, and how to read it. */
  readonly report?: { readonly file: string; count(report: unknown): Tally };
}

interface Tally {
  readonly passed: number;
  /** What failed, by name. */
  readonly failures: readonly string[];
}

/** vitest: a file that cannot be loaded has no tests, so it is counted instead. */
function countVitest(report: unknown): Tally {
  const { numPassedTests, testResults } = report as {
    numPassedTests: number;
    testResults: readonly {
      name: string;
      status: string;
      assertionResults: readonly { status: string; fullName: string }[];
    }[];
  };
  const failures = testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative('.', name);
    if (status === 'failed' && assertionResults.length === 0) return [file];
    return assertionResults
      .filter((assertion) => assertion.status === 'failed')
      .map(({ fullName }) => `${file}: ${fullName}`);
  });
  return { passed: numPassedTests, failures };
}

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?: readonly { title: string; tests: readonly { projectName: string; status: string }[] }[];
  readonly suites?: readonly PlaywrightSuite[];
}

/** Playwright: `errors` are those outside of any test, such as a spec that does not compile. */
function countPlaywright(report: unknown): Tally {
  const { stats, errors, suites } = report as {
    stats: { expected: number };
    errors: readonly { message?: string }[];
    suites: readonly PlaywrightSuite[];
  };
  const outside = errors.map(({ message = 'an error outside of any test' }) => message.split('\n', 1)[0] ?? '');
  return { passed: stats.expected, failures: [...suites.flatMap((suite) => failuresOf(suite)), ...outside] };
}

function failuresOf({ title, specs = [], suites = [] }: PlaywrightSuite, above = ''): readonly string[] {
  const failed = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName }) => `[${projectName}] ${above}${title}: ${spec.title}`),
  );
  return [...failed, ...suites.flatMap((suite) => failuresOf(suite, `${above}${title}: `))];
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
  const asOneFailure = broke ? [`npm run ${script}`] : [];
  if (report === undefined) return { script, passed: 0, failures: asOneFailure, seconds };
  let tally: Tally;
  try {
    tally = report.count(JSON.parse(readFileSync(report.file, 'utf8')));
  } catch {
    console.error(`${script} left no report in ${report.file}.`);
    tally = { passed: 0, failures: [`npm run ${script}`] };
  }
  // A runner that fails without a failed test (a crash, an unhandled rejection) has failed all the same.
  return { script, ...tally, failures: tally.failures.length > 0 ? tally.failures : asOneFailure, seconds };
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
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((name) => `  ${name}`).join('\n')}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;

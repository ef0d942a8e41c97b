import { spawnSync } from 'node:child_process';
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

const STEPS: readonly Step[] = [
  { script: 'types' },
  { script: 'lint' },
  { script: 'imports' },
  { script: 'examples' },
  { script: 'docs:check' },
  { script: 'build' },
  { script: 'package' },
  { script: 'size' },
  { script: 'unit', report: { file: '.cache/vitest.json', count: countVitest } },
  // By itself, for it takes every core.
  { script: 'simulation', report: { file: '.cache/simulation.json', count: countVitest } },
  { script: 'browsers' },
  { script: 'e2e', report: { file: '.cache/playwright.json', count: countPlaywright } },
];

const WEBKIT: readonly Step[] = [
  { script: 'webkit:install' },
  { script: 'webkit', report: { file: '.cache/webkit.json', count: countPlaywright } },
];

function run({ script, report }: Step): Tally & { readonly seconds: number } {
  if (report !== undefined) rmSync(report.file, { force: true });
  console.log(`\n── ${script}`);
  const started = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const seconds = (performance.now() - started) / 1000;
  const broke = status !== 0;
  if (report === undefined) return { passed: 0, failed: broke ? 1 : 0, seconds };
  let tally: Tally;
  try {
    tally = report.count(JSON.parse(readFileSync(report.file, 'utf8')));
  } catch {
    console.error(`${script} left no report in ${report.file}.`);
    tally = { passed: 0, failed: 1 };
  }
  // A runner that fails without a failed test (a crash, an unhandled rejection) has failed all the same.
  return { passed: tally.passed, failed: broke ? Math.max(1, tally.failed) : tally.failed, seconds };
}

mkdirSync('.cache', { recursive: true });
const steps = process.argv.includes('--webkit') ? [...STEPS, ...WEBKIT] : STEPS;
const results = steps.map((step) => ({ step: step.script, ...run(step) }));

console.log('');
for (const { step, passed, failed, seconds } of results) {
  const outcome = failed > 0 ? 'FAILED' : 'ok';
  const tests = passed + failed > 0 ? `${passed} passed, ${failed} failed` : '';
  console.log(`${outcome.padEnd(7)}${step.padEnd(15)}${seconds.toFixed(1).padStart(6)} s  ${tests}`.trimEnd());
}
const total = (key: keyof Tally) => results.reduce((sum, result) => sum + result[key], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') > 0 ? 1 : 0;

import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { countPlaywright, countVitest } from './test-reports.js';

test('vitest: a failed test is named with its file, and a file that cannot be loaded counts as one', () => {
  const report = {
    numPassedTests: 2,
    testResults: [
      {
        name: resolve('sw/a.test.ts'),
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'holds' },
          {
            status: 'failed',
            fullName: 'breaks',
            failureMessages: ['\u001b[31mError\u001b[39m: expected 1\n\n    at a'],
          },
          { status: 'skipped', fullName: 'waits' },
        ],
      },
      { name: resolve('sw/b.test.ts'), status: 'failed', message: 'no such module', assertionResults: [] },
      { name: resolve('sw/c.test.ts'), status: 'passed', assertionResults: [{ status: 'passed', fullName: 'holds' }] },
    ],
  };
  expect(countVitest(report)).toEqual({
    passed: 2,
    failures: [
      { name: 'sw/a.test.ts: breaks', why: ['Error: expected 1', '    at a'] },
      { name: 'sw/b.test.ts', why: ['no such module'] },
    ],
  });
});

test('Playwright: a failed test is named with its project and what it stands in, and so is what fails outside of any', () => {
  const error = { message: Array.from({ length: 20 }, (_, n) => `line ${n}`).join('\n') };
  const spec = (title: string, ...statuses: readonly string[]) => ({
    title,
    tests: statuses.map((status, nth) => ({
      projectName: ['chromium', 'firefox'][nth],
      status,
      results: status === 'unexpected' ? [{ error }] : [{}],
    })),
  });
  const report = {
    stats: { expected: 3 },
    errors: [{ message: 'Error: no such file\n    at load' }, {}],
    suites: [
      {
        title: 'a.spec.ts',
        specs: [spec('opens', 'expected', 'unexpected'), spec('waits', 'skipped')],
        suites: [{ title: 'a tab', specs: [spec('closes', 'flaky', 'expected'), spec('stays', 'expected')] }],
      },
    ],
  };
  expect(countPlaywright(report)).toEqual({
    passed: 3,
    failures: [
      { name: '[firefox] a.spec.ts: opens', why: Array.from({ length: 8 }, (_, n) => `line ${n}`) },
      { name: '[chromium] a.spec.ts: a tab: closes', why: [] },
      { name: 'an error outside of any test', why: ['Error: no such file', '    at load'] },
      { name: 'an error outside of any test', why: [] },
    ],
  });
});

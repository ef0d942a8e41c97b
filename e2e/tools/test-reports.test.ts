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
          { status: 'failed', fullName: 'breaks' },
          { status: 'skipped', fullName: 'waits' },
        ],
      },
      { name: resolve('sw/b.test.ts'), status: 'failed', assertionResults: [] },
      { name: resolve('sw/c.test.ts'), status: 'passed', assertionResults: [{ status: 'passed', fullName: 'holds' }] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 2, failures: ['sw/a.test.ts: breaks', 'sw/b.test.ts'] });
});

test('Playwright: a failed test is named with its project and what it stands in, and so is what fails outside of any', () => {
  const spec = (title: string, ...statuses: readonly string[]) => ({
    title,
    tests: statuses.map((status, nth) => ({ projectName: ['chromium', 'firefox'][nth], status })),
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
      '[firefox] a.spec.ts: opens',
      '[chromium] a.spec.ts: a tab: closes',
      'Error: no such file',
      'an error outside of any test',
    ],
  });
});

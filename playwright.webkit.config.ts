import { defineConfig } from 'playwright/test';

/** The core of the suite in WebKitGTK, through WebKitWebDriver. One browser at a time: tabs behind others are throttled. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '.cache/webkit-results',
  workers: 1,
  retries: 0,
  // No test waits for these: they are for machines much slower, or with other things to do.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  grep: /@core/,
  grepInvert: /@playwright/, // what a driver cannot do: scripts before the page's own, cookies, a profile of its own
  reporter: [['line'], ['json', { outputFile: '.cache/webkit.json' }]],
  projects: [{ name: 'webkit', use: { browserName: 'webkit' } }],
});

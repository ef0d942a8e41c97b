import { defineConfig } from 'playwright/test';
import { requireBrowser, requireChromiumForPages } from './e2e/tools/browsers.js';

/** Two heavy tests at a time, for two cores; beside them one that mostly waits for something to expire. */
const HEAVY_WORKERS = 2;
const WAITING_WORKERS = 1;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '.cache/test-results',
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  workers: HEAVY_WORKERS + WAITING_WORKERS,
  retries: 0,
  // No test waits for these: they are for machines much slower, or with other things to do. Seen here, busy: 56 s.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['line'], ['json', { outputFile: '.cache/playwright.json' }]],
  projects: [
    {
      name: 'chromium, waiting',
      grep: /@waits/,
      workers: WAITING_WORKERS,
      use: { browserName: 'chromium', launchOptions: requireChromiumForPages() },
    },
    {
      name: 'chromium',
      grepInvert: /@waits/,
      workers: HEAVY_WORKERS,
      use: { browserName: 'chromium', launchOptions: requireChromiumForPages() },
    },
    // Starting and driving Firefox takes longer: it runs what depends on the engine.
    {
      name: 'firefox',
      grep: /@core/,
      workers: HEAVY_WORKERS,
      use: { browserName: 'firefox', launchOptions: requireBrowser('firefox') },
    },
  ],
});

import { defineConfig } from 'playwright/test';
import { requireBrowser } from './e2e/tools/browsers.js';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '.cache/test-results',
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: [['line'], ['json', { outputFile: '.cache/playwright.json' }]],
  projects: [
    { name: 'chromium', use: { browserName: 'chromium', launchOptions: requireBrowser('chromium') } },
    // Starting and driving Firefox takes longer: it runs what depends on the engine.
    { name: 'firefox', grep: /@core/, use: { browserName: 'firefox', launchOptions: requireBrowser('firefox') } },
  ],
});

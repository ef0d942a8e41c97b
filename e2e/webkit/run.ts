import { spawnSync } from 'node:child_process';

/** `npm run webkit`: the core tests, told to open WebKitGTK's tabs instead of Playwright's. Arguments go to Playwright. */
const { status } = spawnSync(
  process.execPath,
  ['node_modules/playwright/cli.js', 'test', '--config=playwright.webkit.config.ts', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, E2E_ENGINE: 'webkitgtk' } },
);
process.exitCode = status ?? 1;

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright/test';
import { expect, test } from '../harness/fixtures.js';
import { requireBrowser } from '../tools/browsers.js';
import { openUnregistered } from './registration.js';

/** With a worker in charge there is nothing to wait for but its start and one round trip, some 50 ms. */
const PATIENCE_MS = 1_000;

test('in a browser that was just started again, registering waits for the worker that is there and for nothing else', async ({
  app,
  browserName,
}) => {
  test.slow(); // a browser is started three times
  test.skip(browserName !== 'chromium', 'only Chromium sends no update check in its first two seconds');
  const profile = await mkdtemp(join(tmpdir(), 'profile-'));
  try {
    const times: number[] = [];
    for (let start = 0; start < 3; start++) {
      const context = await chromium.launchPersistentContext(profile, requireBrowser('chromium'));
      const page = await openUnregistered(await context.newPage(), app.url);
      const time = await page.evaluate(async () => {
        const began = performance.now();
        await window.library.registerSessionWorker('/session-worker.js');
        return Math.round(performance.now() - began);
      });
      times.push(time);
      await context.close();
    }
    const [, ...restarts] = times;
    expect(Math.min(...restarts), `the first start and the restarts took ${times} ms`).toBeLessThan(PATIENCE_MS);
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
});

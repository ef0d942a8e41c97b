import type { Page } from 'playwright/test';
import type { AppServer } from '../harness/app-server.js';
import { bundle } from '../harness/bundle.js';

/** Puts the thief into the page, and its worker on the origin. */
export async function armThief(app: AppServer, tab: Page): Promise<void> {
  app.setResource('/thieving-worker.js', {
    type: 'text/javascript',
    body: () => bundle({ entry: 'e2e/sealed/thieving-worker.ts', format: 'iife' }),
  });
  await tab.addScriptTag({ content: await bundle({ entry: 'e2e/sealed/thief.ts', format: 'iife' }) });
}

import { type BrowserContext, test as base, type Page } from 'playwright/test';
import { CAPABILITIES, type DriverProcess, startDriver } from './driver-process.js';
import { startSession } from './web-driver.js';
import { createWebKitPage } from './webkit-page.js';

/** Playwright's test with contexts and pages of WebKitGTK, which Playwright itself does not drive here. */
export const webkitTest = base.extend<object, { driver: DriverProcess }>({
  driver: [
    async ({}, use) => {
      const driver = await startDriver();
      await use(driver);
      await driver.stop();
    },
    { scope: 'worker' },
  ],

  context: async ({ driver }, use) => {
    const session = await startSession(driver.url, CAPABILITIES);
    const context: Pick<BrowserContext, 'newPage'> = {
      newPage: async (): Promise<Page> => createWebKitPage(session, await session.newTab(), context as BrowserContext),
    };
    await use(context as BrowserContext);
    await session.end();
  },

  page: async ({ context }, use) => {
    await use(await context.newPage());
  },
});

import type { Page } from 'playwright/test';
import type { RegisterOptions } from '../../client/index.js';
import type { AuthErrorData } from '../../shared/auth-error.js';
import { waitForLibrary } from '../harness/tab.js';

/** A test is about the refusal, and not about how long a busy machine takes to look for an update. */
const PATIENT: RegisterOptions = { updateTimeoutMs: 20_000 };

/** The error with which registering a worker fails on this page, or `undefined` if it does not. */
export function registrationError(
  tab: Page,
  scriptUrl = '/session-worker.js',
  options: RegisterOptions = {},
): Promise<AuthErrorData | undefined> {
  return tab.evaluate(
    async ({ url, given }) => {
      try {
        await window.library.registerSessionWorker(url, given);
        return undefined;
      } catch (thrown) {
        if (!(thrown instanceof window.library.AuthError)) throw new Error(`not an AuthError, but ${thrown}`);
        return thrown.toData();
      }
    },
    { url: scriptUrl, given: { ...PATIENT, ...options } },
  );
}

/** Opens a page of the app that has registered nothing. */
export async function openUnregistered(page: Page, url: string): Promise<Page> {
  await page.goto(url);
  await waitForLibrary(page);
  return page;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProfile, removeProfile } from '../harness/profile.js';
import { type Engine, requireBrowser } from '../tools/browsers.js';

/** A browser that nobody drives. */
export interface BareBrowser {
  /** Ends it, and whatever it has written with it. */
  close(): Promise<void>;
}

/**
 * Firefox stops a worker that has been idle for `idle_timeout`, and one with pending work after `idle_extended_timeout` more.
 * Here it does after 1.5 s, so that one round of a soak has many stops in it.
 */
const FIREFOX_PREFERENCES = `
user_pref('dom.serviceWorkers.idle_timeout', 1500);
user_pref('dom.serviceWorkers.idle_extended_timeout', 1500);
user_pref('browser.shell.checkDefaultBrowser', false);
user_pref('datareporting.policy.dataSubmissionEnabled', false);
user_pref('app.update.enabled', false);
`;

const CHROMIUM_ARGUMENTS = ['--headless=new', '--no-first-run', '--no-default-browser-check'];

/**
 * Opens a page in a browser with a new profile and neither DevTools nor WebDriver attached: Chromium stops no worker that a
 * debugger is attached to. The page has to tell a server what it sees.
 */
export async function openBareBrowser(engine: Engine, url: string): Promise<BareBrowser> {
  const { executablePath, args = [] } = requireBrowser(engine);
  if (executablePath === undefined) throw new Error(`It is not known where ${engine} is.`);
  const profile = await createProfile();
  if (engine === 'firefox') await writeFile(join(profile, 'user.js'), FIREFOX_PREFERENCES);
  const own =
    engine === 'chromium'
      ? [...CHROMIUM_ARGUMENTS, ...args, `--user-data-dir=${profile}`]
      : ['--headless', '--no-remote', '--profile', profile];
  // A group of its own, so that the browser's many processes end with it.
  const browser = spawn(executablePath, [...own, url], { stdio: 'ignore', detached: true });
  return {
    async close() {
      await end(browser);
      await removeProfile(profile);
    },
  };
}

async function end(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || browser.exitCode !== null || browser.signalCode !== null) return;
  const ended = once(browser, 'exit');
  process.kill(-browser.pid, 'SIGKILL');
  await ended;
}

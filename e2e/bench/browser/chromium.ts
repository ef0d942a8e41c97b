import { spawn } from 'node:child_process';
import { createProfile, removeProfile } from '../../harness/profile.js';
import { requireBrowser } from '../../tools/browsers.js';
import { connect } from './devtools.js';
import { openTab, type Tab } from './tab.js';

/**
 * A Chromium of the suite's own. Playwright attaches a debugger to every service worker, holds its start until it has
 * looked at it, and keeps it alive; here nothing is attached to a worker, so that it starts and stops as for users.
 */
export interface Chromium {
  /** Such as `Chrome/156.0.8078.79`. */
  readonly version: string;
  /** A page, `about:blank` until it goes somewhere; all are of one profile. */
  openTab(): Promise<Tab>;
  close(): Promise<void>;
}

const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--mute-audio',
  // A tab that is not in front is to do what it does in front: what throttling costs is another question.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // A page that comes back from the cache is not a page that is loaded.
  '--disable-features=BackForwardCache',
];

export async function startChromium(): Promise<Chromium> {
  const { executablePath = '', args = [] } = requireBrowser('chromium');
  const profile = await createProfile();
  const child = spawn(executablePath, [...args, ...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    // The protocol's pipes are the third and the fourth.
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const [, , , input, output] = child.stdio;
  const devtools = connect(input as NodeJS.WritableStream, output as NodeJS.ReadableStream);
  const { product } = await devtools.send<{ product: string }>('Browser.getVersion');
  return {
    version: product,
    openTab: () => openTab(devtools),
    async close() {
      await devtools.send('Browser.close').catch(() => child.kill());
      await gone;
      await removeProfile(profile);
    },
  };
}

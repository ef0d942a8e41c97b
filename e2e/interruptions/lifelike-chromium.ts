import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { type BrowserContext, chromium } from 'playwright';
import { createProfile, removeProfile } from '../harness/profile.js';
import { requireBrowser } from '../tools/browsers.js';

/** A Chromium whose tabs live as users' do: one is in front, the others are hidden and can be frozen, and pages are cached. */
export interface LifelikeChromium {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

const ARGUMENTS = ['--headless=new', '--no-first-run', '--no-default-browser-check', '--remote-debugging-port=0'];

/**
 * Playwright takes the back-forward cache away from a browser that it starts itself, and makes every page believe that it is in
 * front. So this one is started by hand, and Playwright joins it with `noDefaults`, which bears on the browser's own context.
 */
export async function startLifelikeChromium(): Promise<LifelikeChromium> {
  const { executablePath, args = [] } = requireBrowser('chromium');
  if (executablePath === undefined) throw new Error('It is not known where Chromium is.');
  const profile = await createProfile();
  const child = spawn(executablePath, [...ARGUMENTS, ...args, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  const browser = await chromium.connectOverCDP(await readAddress(child.stderr), { noDefaults: true });
  const [context] = browser.contexts();
  if (!context) throw new Error('Chromium has no context of its own.');
  return {
    context,
    async close() {
      await browser.close();
      child.kill();
      await ended;
      await removeProfile(profile);
    },
  };
}

/** Chromium tells on its error output where it listens. */
function readAddress(output: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (address) resolve(address);
    });
    output.once('end', () => reject(new Error(`Chromium did not start: ${text}`)));
  });
}

import { existsSync } from 'node:fs';
import type { LaunchOptions } from 'playwright';
import { chromium, firefox } from 'playwright';

export type Engine = 'chromium' | 'firefox';

/** Where distributions put them. A machine that has none of these may still have Playwright's own. */
const SYSTEM_LOCATIONS: Readonly<Record<Engine, readonly string[]>> = {
  chromium: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
  ],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
};

/** Chromium's sandbox does not start as root; and a browser that calls home disturbs the request counts. */
const CHROMIUM_FLAGS = ['--disable-background-networking'];

/** How Playwright starts this engine here, or `undefined` where it is not installed. */
export function findBrowser(engine: Engine): LaunchOptions | undefined {
  const system = SYSTEM_LOCATIONS[engine].find((path) => existsSync(path));
  const own = (engine === 'chromium' ? chromium : firefox).executablePath();
  if (engine === 'chromium') {
    const executablePath = system ?? (existsSync(own) ? own : undefined);
    const args = process.getuid?.() === 0 ? [...CHROMIUM_FLAGS, '--no-sandbox'] : CHROMIUM_FLAGS;
    return executablePath === undefined ? undefined : { executablePath, args };
  }
  // A stock Firefox is driven over WebDriver BiDi; Playwright's own is a patched build with a protocol of its own.
  if (system !== undefined) return { channel: 'moz-firefox', executablePath: system };
  return existsSync(own) ? { executablePath: own } : undefined;
}

/** As {@link findBrowser}, for where a browser is needed now. */
export function requireBrowser(engine: Engine): LaunchOptions {
  const found = findBrowser(engine);
  if (found === undefined) throw new Error(`No ${engine} on this machine: npm run browsers installs it.`);
  return found;
}

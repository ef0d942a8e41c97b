import { existsSync } from 'node:fs';
import type { LaunchOptions } from 'playwright';
import { chromium, firefox } from 'playwright';

export type Engine = 'chromium' | 'firefox';

/** What can be started: an engine's browser, or Chromium without the windows, tabs and bars around its pages. */
export type Browser = Engine | 'chromium-headless-shell';

/** Where distributions put them. A machine that has none of these may still have Playwright's own. */
const SYSTEM_LOCATIONS: Readonly<Record<Browser, readonly string[]>> = {
  chromium: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
  ],
  'chromium-headless-shell': ['/usr/bin/chromium-headless-shell'],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
};

/** Chromium's sandbox does not start as root; and a browser that calls home disturbs the request counts. */
const CHROMIUM_FLAGS = ['--disable-background-networking'];

/** How Playwright starts this browser here, or `undefined` where it is not installed. */
export function findBrowser(browser: Browser): LaunchOptions | undefined {
  const system = SYSTEM_LOCATIONS[browser].find((path) => existsSync(path));
  if (browser === 'firefox') {
    // A stock Firefox is driven over WebDriver BiDi; Playwright's own is a patched build with a protocol of its own.
    if (system !== undefined) return { channel: 'moz-firefox', executablePath: system };
    const own = firefox.executablePath();
    return existsSync(own) ? { executablePath: own } : undefined;
  }
  const args = process.getuid?.() === 0 ? [...CHROMIUM_FLAGS, '--no-sandbox'] : CHROMIUM_FLAGS;
  if (system !== undefined) return { executablePath: system, args };
  const own = chromium.executablePath();
  return browser === 'chromium' && existsSync(own) ? { executablePath: own, args } : undefined;
}

/** As {@link findBrowser}, for where a browser is needed now. */
export function requireBrowser(browser: Browser): LaunchOptions {
  const found = findBrowser(browser);
  if (found === undefined) throw new Error(`No ${browser} on this machine: npm run browsers installs it.`);
  return found;
}

/**
 * Chromium for tests that only look at pages: where it is installed, the shell, which opens a page in a third of the time that
 * the whole browser takes. It neither freezes a tab nor keeps a page in the back-forward cache.
 */
export function requireChromiumForPages(): LaunchOptions {
  return findBrowser('chromium-headless-shell') ?? requireBrowser('chromium');
}

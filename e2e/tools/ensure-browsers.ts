import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, type Engine, findBrowser, requireChromiumForPages } from './browsers.js';

/** Installs the browsers that the tests need and this machine lacks; prints what it found. `npm run browsers`. */

const ENGINES: readonly Engine[] = ['chromium', 'firefox'];

/** The shell saves time where it is there: nothing needs it. */
const DEBIAN_PACKAGES: Readonly<Record<Browser, string>> = {
  chromium: 'chromium',
  'chromium-headless-shell': 'chromium-headless-shell',
  firefox: 'firefox-esr',
};

const isMissing = (browser: Browser) => findBrowser(browser) === undefined;
const missing = () => ENGINES.filter(isMissing);

function run(command: string, ...args: string[]): void {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function installWithApt(browsers: readonly Browser[]): void {
  if (browsers.length === 0) return;
  try {
    run('apt-get', 'update');
    run('apt-get', 'install', '-y', '--no-install-recommends', ...browsers.map((browser) => DEBIAN_PACKAGES[browser]));
  } catch (error) {
    console.warn(
      `apt-get did not install ${browsers.join(' and ')} (${error instanceof Error ? error.message : error}).`,
    );
  }
}

const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');

if (isRootOnDebian) {
  installWithApt(missing());
  installWithApt((['chromium-headless-shell'] as const).filter(isMissing));
}
if (missing().length > 0) {
  run(
    process.execPath,
    'node_modules/playwright/cli.js',
    'install',
    ...(isRootOnDebian ? ['--with-deps'] : []),
    ...missing(),
  );
}

for (const engine of ENGINES) {
  const found = findBrowser(engine);
  if (found === undefined) {
    console.error(`${engine} is not installed. Install it, or run: npx playwright install ${engine}`);
    process.exitCode = 1;
  } else {
    console.log(`${engine}: ${found.executablePath}`);
  }
}
if (process.exitCode === undefined) console.log(`chromium, for pages: ${requireChromiumForPages().executablePath}`);

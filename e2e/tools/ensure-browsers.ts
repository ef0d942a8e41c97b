import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Engine, findBrowser } from './browsers.js';

/** Installs the browsers that the tests need and this machine lacks; prints what it found. `npm run browsers`. */

const DEBIAN_PACKAGES: Readonly<Record<Engine, string>> = { chromium: 'chromium', firefox: 'firefox-esr' };

const missing = () => (['chromium', 'firefox'] as const).filter((engine) => findBrowser(engine) === undefined);

function run(command: string, ...args: string[]): void {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function installWithApt(engines: readonly Engine[]): void {
  run('apt-get', 'update');
  run('apt-get', 'install', '-y', '--no-install-recommends', ...engines.map((engine) => DEBIAN_PACKAGES[engine]));
}

const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');

if (missing().length > 0 && isRootOnDebian) {
  try {
    installWithApt(missing());
  } catch (error) {
    console.warn(
      `apt-get did not install them (${error instanceof Error ? error.message : error}); trying another way.`,
    );
  }
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

for (const engine of ['chromium', 'firefox'] as const) {
  const found = findBrowser(engine);
  if (found === undefined) {
    console.error(`${engine} is not installed. Install it, or run: npx playwright install ${engine}`);
    process.exitCode = 1;
  } else {
    console.log(`${engine}: ${found.executablePath}`);
  }
}

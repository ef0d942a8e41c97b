import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { MINI_BROWSER } from './driver-process.js';

/** Installs WebKitGTK and its driver where they are missing: on Debian and as root. `npm run webkit:install`. */

const PACKAGES = ['webkit2gtk-driver', 'xvfb', 'xauth'];
const PROGRAMS = ['/usr/bin/WebKitWebDriver', '/usr/bin/xvfb-run', '/usr/bin/xauth', MINI_BROWSER];

const missing = () => PROGRAMS.filter((path) => !existsSync(path));

function run(command: string, ...args: string[]): void {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

if (missing().length > 0) {
  run('apt-get', 'update');
  run('apt-get', 'install', '-y', '--no-install-recommends', ...PACKAGES);
}
if (missing().length > 0) {
  console.error(`Missing: ${missing().join(', ')}. Install Debian's packages ${PACKAGES.join(', ')}.`);
  process.exitCode = 1;
} else {
  console.log(`webkit: ${MINI_BROWSER}`);
}

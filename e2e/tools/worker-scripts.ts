import { readFile } from 'node:fs/promises';
import { bundle } from '../harness/bundle.js';

/** What the third parties have written, and under which licences, is in THIRD-PARTY-NOTICES.txt beside these scripts. */
const NOTICES = 'Third parties: dist/worker/THIRD-PARTY-NOTICES.txt in the package.';

/**
 * The package's entry for workers, `cognito-session-worker/worker`, as it is shipped: one module that imports nothing. It is
 * bundled here, and not by the app, because an app's bundler does not know what to evaluate on first use.
 */
export async function workerModule(): Promise<string> {
  const script = await bundle({ entry: 'sw/index.ts', format: 'esm', minify: true });
  return `/* cognito-session-worker ${await version()}. ${NOTICES} */\n${script}`;
}

/** The ready-made worker as it is shipped: one classic script, with the package's version at its head. */
export async function readyMadeWorker(): Promise<string> {
  const script = await bundle({ entry: 'sw/ready-made-worker.ts', format: 'iife', minify: true });
  return `/* cognito-session-worker ${await version()} by its command init; not to be edited. ${NOTICES} */ /* eslint-disable */\n${script}`;
}

async function version(): Promise<string> {
  return JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

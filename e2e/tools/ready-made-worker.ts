import { readFile } from 'node:fs/promises';
import { bundle } from '../harness/bundle.js';

/** The ready-made worker as it is shipped: one classic script, with the package's version at its head. */
export async function readyMadeWorker(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const script = await bundle({ entry: 'sw/ready-made-worker.ts', format: 'iife', minify: true });
  return `/* cognito-session-worker ${version} by its command init; not to be edited. */ /* eslint-disable */\n${script}`;
}

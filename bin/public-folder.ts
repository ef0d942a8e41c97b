import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandOutcome } from './run-command.js';

const SCRIPT = 'cognito-session-worker.js';
const CONFIG = 'cognito-session-worker.config.js';

/** The first words of the script, by which it is known again, and its version. */
const BANNER = /^\/\* cognito-session-worker (\S+) /;

/** With ids that are not filled in the worker refuses to be installed, and the page is told which field is wrong. */
const CONFIG_TEMPLATE = `// The configuration of the session worker beside this file. No page can change it.
self.sessionWorkerConfig = {
  userPool: { userPoolId: '', userPoolClientId: '' },
  // identityPool: { identityPoolId: '' },
  // attach: [{ url: 'https://api.example.com/v1/', bearer: 'accessToken' }],
};
`;

interface Found {
  readonly script: string | undefined;
  readonly config: string | undefined;
  /** What the package has. */
  readonly current: string;
  readonly version: string;
}

/** Puts the worker's script into the folder, in place of an older one, and a configuration to fill in where there is none. */
export async function initPublicFolder(folder: string, workerScript: string): Promise<CommandOutcome> {
  const found = await look(folder, workerScript);
  if ('exitCode' in found) return found;
  const { script, config, current, version } = found;
  const [scriptPath, configPath] = [join(folder, SCRIPT), join(folder, CONFIG)];
  if (script !== undefined && !BANNER.test(script)) {
    return failed(
      `${scriptPath} is something else than the session worker, and was left as it is. Move it, or name another folder.`,
    );
  }
  const isCurrent = script !== undefined && isSame(script, current);
  if (!isCurrent) await writeFile(scriptPath, current);
  if (config === undefined) await writeFile(configPath, CONFIG_TEMPLATE);
  return {
    exitCode: 0,
    lines: [
      `${scriptPath} ${isCurrent ? 'is' : 'is now'} of version ${version}.`,
      config === undefined ? `${configPath} is there to be filled in.` : `${configPath} was left as it is.`,
      `Register the worker in your pages: registerSessionWorker('/${SCRIPT}')`,
    ],
  };
}

/** Fails, and names the command, where {@link initPublicFolder} would have something to do. */
export async function checkPublicFolder(folder: string, workerScript: string): Promise<CommandOutcome> {
  const found = await look(folder, workerScript);
  if ('exitCode' in found) return found;
  const { script, config, current, version } = found;
  const [scriptPath, configPath] = [join(folder, SCRIPT), join(folder, CONFIG)];
  const remedy = `Run: npx cognito-session-worker init ${folder}`;
  if (script === undefined) return failed(`${scriptPath} is missing.`, remedy);
  if (!isSame(script, current)) return failed(`${scriptPath} is not that of version ${version}.`, remedy);
  if (config === undefined) return failed(`${configPath} is missing.`, remedy);
  return { exitCode: 0, lines: [`${scriptPath} is of version ${version}.`] };
}

async function look(folder: string, workerScript: string): Promise<Found | CommandOutcome> {
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder)
    return failed(`There is no folder ${folder}. Name the one that your site is served from, such as public.`);
  const current = await readFile(workerScript, 'utf8');
  return {
    script: await read(join(folder, SCRIPT)),
    config: await read(join(folder, CONFIG)),
    current,
    version: BANNER.exec(current)?.[1] ?? 'unknown',
  };
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Version control may have changed how lines end. */
function isSame(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}

function failed(...lines: string[]): CommandOutcome {
  return { exitCode: 1, lines };
}

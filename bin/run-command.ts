import { parseArgs } from 'node:util';
import { checkPublicFolder, initPublicFolder } from './public-folder.js';

/** What the command tells, and how it ends: 0 if all is well, 1 if something has to be done, 2 if it was not understood. */
export interface CommandOutcome {
  readonly exitCode: 0 | 1 | 2;
  readonly lines: readonly string[];
}

const USAGE = [
  'cognito-session-worker init <public folder>           puts the session worker into the folder that is served',
  'cognito-session-worker init <public folder> --check   fails if it is not there, or not of the installed version',
];

/** `workerScript` is the file that the package was built with. */
export async function runCommand(args: readonly string[], workerScript: string): Promise<CommandOutcome> {
  const understood = parse(args);
  if (understood === undefined) return { exitCode: 2, lines: USAGE };
  const { folder, check } = understood;
  return await (check ? checkPublicFolder : initPublicFolder)(folder, workerScript);
}

function parse(args: readonly string[]): { folder: string; check: boolean } | undefined {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: { check: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [command, folder, ...rest] = positionals;
    return command === 'init' && folder && rest.length === 0 ? { folder, check: values.check } : undefined;
  } catch {
    return undefined; // an option that there is not
  }
}

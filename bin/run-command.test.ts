import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from './run-command.js';

const BUILT = '/* cognito-session-worker 1.2.3 by its own command. */\n(() => {})();\n';

let root: string;
let folder: string;
let script: string;
let config: string;
let built: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cognito-session-worker-'));
  built = join(root, 'built.js');
  folder = await mkdtemp(join(root, 'public-'));
  script = join(folder, 'cognito-session-worker.js');
  config = join(folder, 'cognito-session-worker.config.js');
  await writeFile(built, BUILT);
});

afterEach(() => rm(root, { recursive: true }));

const init = (...rest: string[]) => runCommand(['init', folder, ...rest], built);
const text = (path: string) => readFile(path, 'utf8');

test('init puts the script and a configuration into the folder, and the check is content', async () => {
  expect(await init()).toMatchObject({
    exitCode: 0,
    lines: [`${script} is now of version 1.2.3.`, expect.any(String), expect.any(String)],
  });
  expect(await text(script)).toBe(BUILT);
  expect(await text(config)).toContain('self.sessionWorkerConfig = {');
  expect(await init('--check')).toEqual({ exitCode: 0, lines: [`${script} is of version 1.2.3.`] });
});

test('init puts a newer script in place of an older one, and leaves the configuration', async () => {
  await writeFile(script, BUILT.replace('1.2.3', '1.2.2'));
  await writeFile(config, 'self.sessionWorkerConfig = MINE;');
  expect(await init()).toMatchObject({ exitCode: 0 });
  expect(await text(script)).toBe(BUILT);
  expect(await text(config)).toBe('self.sessionWorkerConfig = MINE;');
});

test('init overwrites nothing that is not its own', async () => {
  await writeFile(script, 'alert()');
  expect(await init()).toMatchObject({ exitCode: 1, lines: [expect.stringContaining('something else')] });
  expect(await text(script)).toBe('alert()');
  expect(await readdir(folder)).toHaveLength(1);
});

test.each([
  ['there is no script', async () => {}, 'is missing'],
  [
    'the script is an older one',
    () => writeFile(script, BUILT.replace('1.2.3', '1.2.2')),
    'is not that of version 1.2.3',
  ],
  ['the script was changed', () => writeFile(script, `${BUILT}//`), 'is not that of version 1.2.3'],
  ['there is no configuration', () => writeFile(script, BUILT), 'config.js is missing'],
])('the check fails and names the command where %s', async (_name, prepare, problem) => {
  await prepare();
  const before = await readdir(folder);
  expect(await init('--check')).toEqual({
    exitCode: 1,
    lines: [expect.stringContaining(problem), `Run: npx cognito-session-worker init ${folder}`],
  });
  expect(await readdir(folder)).toEqual(before);
});

test('line ends that version control has changed are no difference', async () => {
  await init();
  await writeFile(script, BUILT.replaceAll('\n', '\r\n'));
  expect(await init('--check')).toMatchObject({ exitCode: 0 });
});

test.each(['', '--check'])('a folder that is not there is named (init %s)', async (option) => {
  const nowhere = join(root, 'nowhere');
  const outcome = await runCommand(['init', nowhere, ...option.split(' ').filter(Boolean)], built);
  expect(outcome).toMatchObject({ exitCode: 1, lines: [expect.stringContaining(`no folder ${nowhere}`)] });
});

test.each(['', 'init', 'make public', 'init a b', 'init a --force'])(
  '"%s" is answered with what there is',
  async (line) => {
    expect(await runCommand(line.split(' ').filter(Boolean), built)).toMatchObject({
      exitCode: 2,
      lines: [expect.stringContaining('init <public folder>'), expect.stringContaining('--check')],
    });
  },
);

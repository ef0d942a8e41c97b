import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** What the licences of the packages that are bundled with an entry ask for: their texts, and whose they are. */
export async function thirdPartyNotices(entry: string): Promise<string> {
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: [entry],
    bundle: true,
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => packageFolderOf(path));
  const notices = await Promise.all([...new Set(folders)].filter((folder) => folder !== undefined).map(noticeOf));
  return `This product contains the following software.\n\n${notices.sort().join('\n')}`;
}

/** `node_modules/idb/` of `node_modules/idb/build/index.js`. */
function packageFolderOf(path: string): string | undefined {
  return /^.*\/?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path)?.[0];
}

async function noticeOf(folder: string): Promise<string> {
  const path = join(PROJECT, folder);
  const { name, version, license } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  const files = (await readdir(path)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
  if (files.length === 0) throw new Error(`${name} is bundled and comes without a licence's text: ${folder}${sep}.`);
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  return [`${'='.repeat(80)}`, `${name} ${version} (${license})`, '', ...texts.map((text) => text.trim()), ''].join(
    '\n',
  );
}

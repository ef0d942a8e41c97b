import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundle } from '../harness/bundle.js';

/** Measures what an app ships and fails where a bundle has outgrown its limit. `npm run size`. */

interface SizeLimit {
  readonly entry: string;
  readonly where: string;
  /** Minified and gzipped, dependencies included but for {@link HOSTS}, in kB of 1000 bytes. */
  readonly limitKB: number;
}

/** What an app that uses an adapter ships in any case. */
const HOSTS = ['react'];

const LIMITS: readonly SizeLimit[] = [
  { entry: 'client/index.ts', where: 'each page', limitKB: 7 },
  { entry: 'client/react/index.ts', where: 'pages with React', limitKB: 0.3 },
  { entry: 'client/aws-sdk/index.ts', where: 'pages with the AWS SDK', limitKB: 1.2 },
  { entry: 'client/amplify/index.ts', where: 'pages with Amplify', limitKB: 1.2 },
];

/** The worker's script, whole, and what of it is evaluated before the first answer. */
const WORKER = { entry: 'sw/index.ts', limitKB: 60, atOnceLimitKB: 25 };

interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

/** What is loaded with the entry, and what is loaded later, if ever: the modules that are imported by `import()`. */
async function measure(entry: string): Promise<{ atOnce: Size; later: Size }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    external: HOSTS,
    splitting: true,
    outdir: 'out',
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  const entryFile = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry)?.[0] ?? '';
  const reached = (kinds: readonly string[], path = entryFile, paths = new Set<string>()): ReadonlySet<string> => {
    if (paths.has(path)) return paths;
    paths.add(path);
    for (const it of metafile.outputs[path]?.imports ?? []) if (kinds.includes(it.kind)) reached(kinds, it.path, paths);
    return paths;
  };
  const atOnce = reached(['import-statement']);
  const all = reached(['import-statement', 'dynamic-import']);
  const sizeOfThose = (isWanted: (path: string) => boolean): Size => {
    const wanted = outputFiles.filter(({ path }) => isWanted(relative('.', path)));
    return sizeOf(Buffer.concat(wanted.map(({ contents }) => contents)));
  };
  return {
    atOnce: sizeOfThose((path) => atOnce.has(path)),
    later: sizeOfThose((path) => all.has(path) && !atOnce.has(path)),
  };
}

function sizeOf(script: string | Uint8Array): Size {
  const bytes = Buffer.from(script);
  return { minified: bytes.length, gzipped: bytes.length === 0 ? 0 : gzipSync(bytes, { level: 9 }).length };
}

const inKB = (bytes: number) => (bytes / 1000).toFixed(2);

const pages = LIMITS.map(async ({ entry, where, limitKB }) => {
  const { atOnce, later } = await measure(entry);
  return rowOf(entry, where, atOnce, limitKB, inKB(later.gzipped));
});

async function worker() {
  const { entry, limitKB, atOnceLimitKB } = WORKER;
  const [whole, atOnce] = await Promise.all([
    bundle({ entry, format: 'esm', minify: true }),
    bundle({ entry, format: 'esm', minify: true, only: 'evaluated at once' }),
  ]);
  return [
    rowOf(entry, 'the worker', sizeOf(whole), limitKB, ''),
    rowOf(`${entry}: evaluated at once`, 'the worker', sizeOf(atOnce), atOnceLimitKB, ''),
  ];
}

function rowOf(bundled: string, where: string, { minified, gzipped }: Size, limitKB: number, later: string) {
  return {
    bundle: bundled,
    'shipped to': where,
    'minified kB': inKB(minified),
    'gzipped kB': inKB(gzipped),
    'when needed kB': later,
    'limit kB': limitKB,
    fits: gzipped <= limitKB * 1000,
  };
}

const rows = [...(await worker()), ...(await Promise.all(pages))];
console.table(rows);
for (const row of rows) {
  if (!row.fits) {
    console.error(`${row.bundle} is ${row['gzipped kB']} kB gzipped: its limit is ${row['limit kB']} kB.`);
    process.exitCode = 1;
  }
}

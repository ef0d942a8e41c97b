import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

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
  { entry: 'sw/index.ts', where: 'the worker', limitKB: 85 },
  { entry: 'client/react/index.ts', where: 'pages with React', limitKB: 0.3 },
];

async function measure(entry: string): Promise<{ minified: number; gzipped: number }> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    external: HOSTS,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    legalComments: 'none',
    logLevel: 'error',
  });
  const bytes = outputFiles.reduce((all, file) => Buffer.concat([all, file.contents]), Buffer.alloc(0));
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

const inKB = (bytes: number) => (bytes / 1000).toFixed(2);

const rows = await Promise.all(
  LIMITS.map(async ({ entry, where, limitKB }) => {
    const { minified, gzipped } = await measure(entry);
    return {
      bundle: entry,
      'shipped to': where,
      'minified kB': inKB(minified),
      'gzipped kB': inKB(gzipped),
      'limit kB': limitKB,
      fits: gzipped <= limitKB * 1000,
    };
  }),
);
console.table(rows);
for (const row of rows) {
  if (!row.fits) {
    console.error(`${row.bundle} is ${row['gzipped kB']} kB gzipped: its limit is ${row['limit kB']} kB.`);
    process.exitCode = 1;
  }
}

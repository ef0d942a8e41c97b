import { bundleSize, type Size } from './bundle-size.js';
import { workerSize } from './worker-size.js';

/** Measures what an app ships and fails where a bundle has outgrown its limit. `npm run size`. */

interface SizeLimit {
  readonly entry: string;
  readonly where: string;
  /** Minified and gzipped, dependencies included but for the adapters' hosts, in kB of 1000 bytes. */
  readonly limitKB: number;
}

const LIMITS: readonly SizeLimit[] = [
  // A seventh of what aws-amplify takes for the same is 5.79 kB: docs/benchmarks, page-size.
  { entry: 'client/index.ts', where: 'each page', limitKB: 5.79 },
  { entry: 'client/react/index.ts', where: 'pages with React', limitKB: 0.3 },
  { entry: 'client/aws-sdk/index.ts', where: 'pages with the AWS SDK', limitKB: 1.2 },
  { entry: 'client/amplify/index.ts', where: 'pages with Amplify', limitKB: 1.2 },
];

/** The worker's script, whole, and what of it is evaluated before the first answer. */
const WORKER = { entry: 'sw/index.ts', limitKB: 60, atOnceLimitKB: 25 };

const inKB = (bytes: number) => (bytes / 1000).toFixed(2);

const pages = LIMITS.map(async ({ entry, where, limitKB }) => {
  const { atOnce, later } = await bundleSize(entry);
  return rowOf(entry, where, atOnce, limitKB, inKB(later.gzipped));
});

async function worker() {
  const { entry, limitKB, atOnceLimitKB } = WORKER;
  const { whole, atOnce } = await workerSize(entry);
  return [
    rowOf(entry, 'the worker', whole, limitKB, ''),
    rowOf(`${entry}: evaluated at once`, 'the worker', atOnce, atOnceLimitKB, ''),
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

import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What an app that uses an adapter ships in any case. */
const HOSTS = ['react'];

/** In bytes. */
export interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

export interface BundleSize {
  /** What is loaded with the entry. */
  readonly atOnce: Size;
  /** What is loaded later, if ever: the modules that are imported by `import()`. */
  readonly later: Size;
}

/**
 * The size of a bundle, dependencies included but for {@link HOSTS}.
 *
 * @param entry a file of the project, or a source whose imports start at the project's root
 */
export async function bundleSize(entry: string | { readonly source: string }): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    ...(typeof entry === 'string'
      ? { entryPoints: [entry] }
      : { stdin: { contents: entry.source, loader: 'ts', resolveDir: '.', sourcefile: STDIN } }),
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
  const entryPoint = typeof entry === 'string' ? entry : STDIN;
  const entryFile = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entryPoint)?.[0] ?? '';
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

const STDIN = 'entry.ts';

/** Of a script that is minified already. */
export function sizeOf(script: string | Uint8Array): Size {
  const bytes = Buffer.from(script);
  return { minified: bytes.length, gzipped: bytes.length === 0 ? 0 : gzipSync(bytes, { level: 9 }).length };
}

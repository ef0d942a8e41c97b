import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface BundleInput {
  /** A file of the project, such as `client/index.ts`; or a TypeScript source whose imports start at the project's root. */
  readonly entry: string | { readonly source: string };
  /** `iife` for a classic worker or script, `esm` for a module. */
  readonly format: 'iife' | 'esm';
  readonly minify?: boolean;
}

const bundles = new Map<string, Promise<string>>();

/** Bundles one script for a browser. The same input is bundled once per process. */
export function bundle(input: BundleInput): Promise<string> {
  const key = JSON.stringify(input);
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const made = makeBundle(input);
  bundles.set(key, made);
  return made;
}

async function makeBundle({ entry, format, minify = false }: BundleInput): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: PROJECT,
    ...(typeof entry === 'string'
      ? { entryPoints: [entry] }
      : { stdin: { contents: entry.source, loader: 'ts', resolveDir: PROJECT } }),
    bundle: true,
    write: false,
    format,
    minify,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild made nothing of ${JSON.stringify(entry)}.`);
  return file.text;
}

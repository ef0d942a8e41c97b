import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { joinParts, splitAtFirstUse } from '../tools/first-use.js';
import { minified } from '../tools/minified.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface BundleInput {
  /** A file of the project, such as `client/index.ts`; or a TypeScript source whose imports start at the project's root. */
  readonly entry: string | { readonly source: string };
  /** `iife` for a classic worker or script, `esm` for a module. */
  readonly format: 'iife' | 'esm';
  readonly minify?: boolean;
  /** Leaves out what the worker evaluates on first use. */
  readonly only?: 'evaluated at once';
  /** The name of a global function to be called with the name of each part that is evaluated on first use, when it is. */
  readonly report?: string;
}

const bundles = new Map<string, Promise<string>>();

/** Bundles one script for a browser, as the package is built. The same input is bundled once per process. */
export function bundle(input: BundleInput): Promise<string> {
  const key = JSON.stringify(input);
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const made = makeBundle(input);
  bundles.set(key, made);
  return made;
}

async function makeBundle({ entry, format, minify = false, ...joining }: BundleInput): Promise<string> {
  const options: BuildOptions = {
    absWorkingDir: PROJECT,
    ...(typeof entry === 'string'
      ? { entryPoints: [entry] }
      : { stdin: { contents: entry.source, loader: 'ts', resolveDir: PROJECT } }),
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
  };
  const parts = await splitAtFirstUse(options, PROJECT);
  const { outputFiles } = await (parts
    ? joinParts(parts, { format, ...joining })
    : build({ ...options, format, write: false }));
  const [file] = outputFiles ?? [];
  if (file === undefined) throw new Error(`esbuild made nothing of ${JSON.stringify(entry)}.`);
  return minify ? await minified(file.text, format) : file.text;
}

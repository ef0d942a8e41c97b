import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface BundledScript {
  readonly path: string;
  /** Removes it again. */
  dispose(): Promise<void>;
}

/**
 * Makes one plain script of `seed-process.ts` and all that it runs. A loader that translates module by module costs two
 * thirds of a schedule's time: it asks another thread for each `import()`, and names every closure that is made.
 */
export async function bundleSeedProcess(): Promise<BundledScript> {
  const directory = await mkdtemp(join(tmpdir(), 'simulation-'));
  const path = join(directory, 'seed-process.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./seed-process.ts', import.meta.url))],
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    // The package says that no module has side effects: `comlink-without-finalization.ts` is there for nothing else.
    ignoreAnnotations: true,
  });
  return { path, dispose: () => rm(directory, { recursive: true }) };
}

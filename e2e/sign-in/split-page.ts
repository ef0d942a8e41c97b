import { build } from 'esbuild';
import type { AppServer } from '../harness/app-server.js';

/**
 * Serves the test page's script as a bundler makes it for a real app: what `import()` loads is a file of its own. Answers
 * the paths of those files.
 */
export async function serveSplitPage(app: AppServer): Promise<readonly string[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: ['e2e/harness/test-page.ts'],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  for (const { path, text } of outputFiles) app.setResource(path, { type: 'text/javascript', body: text });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const later = imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => `/${path.split('/').at(-1)}`);
  return later;
}

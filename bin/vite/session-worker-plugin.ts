import { resolve } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';

/** Which script is the worker. */
export interface SessionWorkerPluginOptions {
  /** The app's worker script, which calls `startSessionWorker`; relative to Vite's root. */
  readonly entry: string;
  /** Its name in the built site, at the top so that it covers every page: `session-worker.js` unless said. */
  readonly fileName?: string;
}

/**
 * Builds the app's worker script beside its pages. A service worker has to be one file, for browsers compare no more than
 * that when they look for an update; of a lasting name, which tells them that it is the same worker; and a classic script to
 * run everywhere. Vite's own `?worker` and a second input give none of these. In development the script is built anew
 * whenever the browser asks for it.
 *
 * The worker is built with the app's `root`, `mode`, `define`, `resolve.alias` and environment variables, and without its plugins.
 *
 * @example
 * // vite.config.ts; in the pages: registerSessionWorker(`${import.meta.env.BASE_URL}session-worker.js`)
 * import { sessionWorker } from 'cognito-session-worker/vite';
 * import { defineConfig } from 'vite';
 *
 * export default defineConfig({
 *   plugins: [sessionWorker({ entry: 'src/session-worker.ts' })],
 * });
 */
export function sessionWorker({ entry, fileName = 'session-worker.js' }: SessionWorkerPluginOptions): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'cognito-session-worker',
    applyToEnvironment: ({ name }) => name === 'client',

    configResolved(resolved) {
      config = resolved;
    },

    configureServer({ middlewares }) {
      const path = `${config.base}${fileName}`;
      middlewares.use((request, response, next) => {
        if (request.url?.replace(/\?.*$/, '') !== path) return next();
        bundleWorker(config, entry, fileName).then((script) => {
          response.setHeader('Content-Type', 'text/javascript');
          response.setHeader('Cache-Control', 'no-store');
          response.end(script);
        }, next);
      });
    },

    async generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: await bundleWorker(config, entry, fileName) });
    },
  };
}

/** One classic script, with everything in it. */
async function bundleWorker(config: ResolvedConfig, entry: string, fileName: string): Promise<string> {
  const { root, mode, base, define, envDir, envPrefix, isProduction } = config;
  const outputs = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    root,
    mode,
    base,
    envDir,
    ...(envPrefix !== undefined && { envPrefix }),
    resolve: { alias: config.resolve.alias },
    // A library's build, which this one is to Vite, leaves the last of these to whoever uses it.
    define: { ...define, 'process.env.NODE_ENV': JSON.stringify(isProduction ? 'production' : 'development') },
    build: {
      write: false,
      target: config.build.target,
      minify: isProduction && config.build.minify,
      lib: { entry: resolve(root, entry), formats: ['iife'], name: 'sessionWorker', fileName: () => fileName },
    },
  });
  const chunks = [outputs].flat().flatMap((output) => ('output' in output ? output.output : []));
  const [chunk] = chunks.filter(({ type }) => type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error(`${entry} gave no script.`);
  return chunk.code;
}

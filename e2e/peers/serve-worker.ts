import type { AppServer } from '../harness/app-server.js';
import { bundle } from '../harness/bundle.js';

/**
 * Serves a worker of the app's own at `/session-worker.js`: `source` is TypeScript, whose imports start at the project's
 * root, and finds the session's configuration at `CONFIG`.
 */
export async function serveWorker(
  app: AppServer,
  config: unknown,
  source: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const script = await bundle({ entry: { source }, format: 'iife' });
  app.setResource('/session-worker.js', {
    type: 'text/javascript',
    body: `const CONFIG = ${JSON.stringify(config)};\n${script}`,
    headers,
  });
}

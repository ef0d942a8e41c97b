import type { IncomingHttpHeaders } from 'node:http';
import { SCRIPT_KEYS_PROPERTY } from '../../shared/script-keys.js';
import type { SessionWorkerConfig } from '../../sw/config.js';
import { createSessionWorkerHandler, toNodeListener } from '../../sw/server/index.js';
import { type AppServer, sessionWorkerScript } from '../harness/app-server.js';

/** A request for the worker's script, and what it was answered with. */
export interface ScriptRequest {
  readonly headers: IncomingHttpHeaders;
  /** The keys that the answer bore, the newest first. */
  readonly keys: readonly string[];
}

/** The handler of the package, serving an app's worker, seen from the server. */
export interface SealedWorker {
  /** The server's secrets from now on, the newest first. */
  setSecrets(...secrets: string[]): void;
  readonly requests: readonly ScriptRequest[];
  /** Every key that was ever given out. */
  keys(): string[];
}

export const SECRET = 'c2VjcmV0IG9mIHRoZSBzZXJ2ZXIsIGZvciB0ZXN0cyBvbmx5';
export const NEXT_SECRET = 'YW5vdGhlciBzZWNyZXQgb2YgdGhlIHNlcnZlciwgZm9yIHRlc3Rz';

/** From http://localhost; measured on WebKitGTK 2.50. */
const TAKES_NO_SECURE_COOKIE = process.env['E2E_ENGINE'] === 'webkitgtk';

/** Serves `/session-worker.js` through the handler, from now on. */
export function serveSealed(
  app: AppServer,
  config: SessionWorkerConfig,
  headers: Readonly<Record<string, string>> = {},
): SealedWorker {
  const requests: ScriptRequest[] = [];
  const script = () => sessionWorkerScript(config, '1');
  let listener: ReturnType<typeof toNodeListener>;

  const sealed: SealedWorker = {
    requests,
    keys: () => [...new Set(requests.flatMap(({ keys }) => keys))],
    setSecrets(...secrets) {
      const handler = createSessionWorkerHandler({
        script,
        secrets,
        headers,
        allowInsecureLocalhost: TAKES_NO_SECURE_COOKIE,
      });
      listener = toNodeListener(async (request) => {
        const response = await handler(request);
        const keys = keysIn(await response.clone().text());
        requests.push({ headers: Object.fromEntries(request.headers), keys });
        return response;
      });
    },
  };
  sealed.setSecrets(SECRET);
  app.setHandler('/session-worker.js', (request, response) => listener(request, response));
  return sealed;
}

function keysIn(script: string): string[] {
  const head = script.match(new RegExp(`self\\.${SCRIPT_KEYS_PROPERTY}=(\\[[^\\]]*\\]);`));
  return head === null ? [] : (JSON.parse(head[1] ?? '[]') as { key: string }[]).map(({ key }) => key);
}

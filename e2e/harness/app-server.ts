import type { SessionWorkerConfig } from '../../sw/config.js';
import { bundle } from './bundle.js';
import { type RequestHandler, serve } from './http-server.js';

export interface AppServerOptions {
  /** Of `/session-worker.js`. */
  readonly config: SessionWorkerConfig;
  /** A free one unless said. */
  readonly port?: number;
}

/** What a path answers. */
export interface Resource {
  readonly type: 'text/html' | 'text/javascript' | 'text/plain' | 'application/json';
  readonly body: string | (() => string | Promise<string>);
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An app of one origin, to be used by one test. */
export interface AppServer {
  readonly port: number;
  /** `http://localhost:PORT`, without a slash at its end. */
  readonly url: string;
  /** The same app under another name, such as `a.app.localhost`: another origin, of the same site as `b.app.localhost`. */
  originOf(host: string): string;
  /**
   * Serves the session worker at `path` with this configuration from now on. It may be malformed on purpose. `version`
   * makes the script's bytes differ where nothing else does, which is what an update check looks at.
   */
  setConfig(path: string, config: unknown, version?: string): void;
  /** Serves anything else at `path`, or again what stood there. */
  setResource(path: string, resource: Resource): void;
  removeResource(path: string): void;
  /** Leaves the requests for `path` to this handler, from now on. */
  setHandler(path: string, handler: RequestHandler): void;
  /** How often `path` (without its query) was requested. */
  count(path: string): number;
  close(): Promise<void>;
}

const page = (title: string, head = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">${head}</head><body></body></html>`;

/** Starts an app with the pages `/` (the library at `window.library`) and `/blank`, and a worker at `/session-worker.js`. */
export async function startAppServer({ config, port }: AppServerOptions): Promise<AppServer> {
  const counts = new Map<string, number>();
  const handlers = new Map<string, RequestHandler>();
  const resources = new Map<string, Resource>([
    ['/', { type: 'text/html', body: page('App', '<script type="module" src="/test-page.js"></script>') }],
    ['/blank', { type: 'text/html', body: page('Blank') }],
    [
      '/test-page.js',
      { type: 'text/javascript', body: () => bundle({ entry: 'e2e/harness/test-page.ts', format: 'esm' }) },
    ],
  ]);

  const server = await serve(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1);
    const handler = handlers.get(pathname);
    if (handler !== undefined) return await handler(request, response);
    const resource = resources.get(pathname);
    if (resource === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
      response.end(`There is nothing at ${pathname}.`);
      return;
    }
    const body = typeof resource.body === 'string' ? resource.body : await resource.body();
    response.writeHead(resource.status ?? 200, {
      'Content-Type': `${resource.type}; charset=utf-8`,
      'Cache-Control': 'no-store',
      ...resource.headers,
    });
    response.end(body);
  }, port);

  const app: AppServer = {
    port: server.port,
    url: `http://localhost:${server.port}`,
    originOf: (host) => `http://${host}:${server.port}`,
    setConfig(path, workerConfig, version = '1') {
      resources.set(path, { type: 'text/javascript', body: () => sessionWorkerScript(workerConfig, version) });
    },
    setResource: (path, resource) => void resources.set(path, resource),
    removeResource: (path) => void resources.delete(path),
    setHandler: (path, handler) => void handlers.set(path, handler),
    count: (path) => counts.get(path) ?? 0,
    close: () => server.close(),
  };
  app.setConfig('/session-worker.js', config);
  return app;
}

/** The bundled worker as an app would ship it, its configuration in its own bytes. */
export async function sessionWorkerScript(config: unknown, version: string): Promise<string> {
  const script = await bundle({ entry: 'e2e/harness/session-worker.ts', format: 'iife' });
  return `// Version ${version}\nconst CONFIG = ${JSON.stringify(config)};\n${script}`;
}

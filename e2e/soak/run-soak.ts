import { startProtectedApi } from '../api/protected-api.js';
import { readBody } from '../cognito/aws-json.js';
import { startLocalCognito } from '../cognito/local-cognito.js';
import { sessionWorkerScript, startAppServer } from '../harness/app-server.js';
import { bundle } from '../harness/bundle.js';
import { configFor } from '../harness/config-for.js';
import type { Engine } from '../tools/browsers.js';
import { openBareBrowser } from './bare-browser.js';
import type { Cadence, SoakPlan, SoakReport } from './soak-plan.js';

/**
 * No use of the session may take longer than this, in ms, the start of a stopped worker included: a person takes more for a
 * pause. On two cores, with the other engine's soak beside it, the slowest took an eighth of it.
 */
export const LONGEST_CALL_MS = 2_000;

/** Beyond its plan, what a page may take to start, to finish its last round and to report. */
const ROUND_TO_SPARE_MS = 240_000;

/** The shortest that Cognito's access tokens live: each soak of some minutes has renewals in it. */
const TOKEN_SECONDS = 300;

export interface SoakOptions {
  readonly engine: Engine;
  readonly cadences: readonly Cadence[];
  /** For how long at least; the cadences are gone through once in any case. */
  readonly forMs: number;
}

export interface SoakResult extends SoakReport {
  /** How often the worker's script was started, its installation included. */
  readonly workerStarts: number;
  /** How many requests the service saw, by operation. */
  readonly requests: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** Lets a page use the session in a browser that nobody drives, and answers what it reports. Rejects if it reports nothing. */
export async function runSoak({ engine, cadences, forMs }: SoakOptions): Promise<SoakResult> {
  const user = { username: 'ada', password: 'Analytical-Engine-1843' };
  const cognito = await startLocalCognito({
    settings: { accessTokenSeconds: TOKEN_SECONDS, rotation: { enabled: true, gracePeriodMs: 60_000 } },
  });
  cognito.createUser({ ...user, email: 'ada@example.com' });
  const api = await startProtectedApi({ cognito });
  const config = configFor(cognito, api);
  const app = await startAppServer({ config });
  let workerStarts = 0;
  try {
    const script = await sessionWorkerScript(config, '1');
    // The worker tells of its start, but waits for nothing: no event of it lasts any longer.
    app.setResource('/session-worker.js', {
      type: 'text/javascript',
      body: `${script}\nfetch('/worker-started', { method: 'POST' }).catch(() => {});`,
    });
    app.setHandler('/worker-started', async (_request, response) => {
      workerStarts++;
      response.writeHead(204).end();
    });
    const plan: SoakPlan = { cadences, forMs, user, apiUrl: `${api.url}/v1/orders` };
    app.setResource('/plan', { type: 'application/json', body: JSON.stringify(plan) });
    app.setResource('/soak-page.js', {
      type: 'text/javascript',
      body: () => bundle({ entry: 'e2e/soak/soak-page.ts', format: 'esm' }),
    });
    app.setResource('/soak', {
      type: 'text/html',
      body: '<!doctype html><title>Soak</title><link rel="icon" href="data:,"><script type="module" src="/soak-page.js"></script>',
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reported = new Promise<SoakReport>((resolve, reject) => {
      app.setHandler('/report', async (request, response) => {
        resolve(JSON.parse(await readBody(request)));
        response.writeHead(204).end();
      });
      const limitMs = forMs + ROUND_TO_SPARE_MS;
      timer = setTimeout(() => reject(new Error(`${engine} reported nothing within ${limitMs} ms.`)), limitMs);
    });
    cognito.clearRequests(); // the API's, for its keys
    const began = performance.now();
    const browser = await openBareBrowser(engine, `${app.url}/soak`);
    try {
      const report = await reported;
      const requests: Record<string, number> = {};
      for (const { operation } of cognito.requests) requests[operation] = (requests[operation] ?? 0) + 1;
      return { ...report, workerStarts, requests, seconds: (performance.now() - began) / 1000 };
    } finally {
      clearTimeout(timer);
      await browser.close();
    }
  } finally {
    await Promise.all([app.close(), api.close(), cognito.close()]);
  }
}

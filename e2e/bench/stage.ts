import { readFile } from 'node:fs/promises';
import { type ProtectedApi, startProtectedApi } from '../api/protected-api.js';
import { type LocalCognito, startLocalCognito } from '../cognito/local-cognito.js';
import type { CognitoSettingsInput } from '../cognito/settings.js';
import { type AppServer, startAppServer } from '../harness/app-server.js';
import { bundle } from '../harness/bundle.js';
import { configFor } from '../harness/config-for.js';
import { type Chromium, startChromium } from './browser/chromium.js';
import type { PageConfig, Person } from './pages/page.js';

/** A Cognito, an API and the site with the contenders' pages. */
export interface Site {
  readonly cognito: LocalCognito;
  readonly api: ProtectedApi;
  readonly person: Person;
  /**
   * The page of `e2e/bench/pages/<page>.ts` in an origin `http://<contender>.localhost`: a contender has storage, a process and a
   * service worker to itself.
   */
  url(contender: string, page: string, errand?: string): string;
  /** Forgets what the servers have noted, so that their memory does not grow with the samples. */
  forget(): void;
  close(): Promise<void>;
}

export interface Stage {
  readonly chromium: Chromium;
  readonly site: Site;
  /** True for a run that shows that everything works, and little more. */
  readonly quick: boolean;
  startSite(settings?: CognitoSettingsInput): Promise<Site>;
  close(): Promise<void>;
}

/** Without these two headers `performance.now()` goes in steps of 0.1 ms. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

/** As an app serves a script whose name has a hash in it: nobody's page waits for its script twice. */
const IMMUTABLE = { ...ISOLATED, 'Cache-Control': 'max-age=31536000, immutable' } as const;

const PAGES = [
  'plain-page',
  'ours-page',
  'reads-page',
  'broadcast-page',
  'amplify-page',
  'oidc-client-page',
  'oidc-client-ts-page',
];
const WORKERS = ['echo-worker', 'comlink-worker', 'pass-through-worker', 'routed-worker', 'broadcast-worker'];
const OIDC_WORKER = 'node_modules/@axa-fr/oidc-client-service-worker/dist/OidcServiceWorker.js';

export const ORIGINS = {
  reads: 'reads',
  plain: 'plain',
  control: 'control',
  passThrough: 'pass-through',
  routed: 'routed',
  ours: 'ours',
  oursWithoutStaticRouting: 'ours-without-static-routing',
  broadcast: 'broadcast',
  amplify: 'amplify',
  oidcClient: 'oidc-client',
  oidcClientBypassing: 'oidc-client-bypassing',
  oidcClientTs: 'oidc-client-ts',
} as const;

export async function startStage({ quick }: { quick: boolean }): Promise<Stage> {
  const chromium = await startChromium();
  const sites: Site[] = [];
  const startSite = async (settings?: CognitoSettingsInput) => {
    const site = await startSiteFor(settings);
    sites.push(site);
    return site;
  };
  try {
    const site = await startSite();
    return {
      chromium,
      site,
      quick,
      startSite,
      async close() {
        await chromium.close();
        for (const each of sites) await each.close();
      },
    };
  } catch (error) {
    await chromium.close();
    throw error;
  }
}

async function startSiteFor(settings: CognitoSettingsInput = {}): Promise<Site> {
  const person: Person = { username: 'ada', password: 'Analytical-Engine-1843' };
  const cognito = await startLocalCognito({ settings });
  cognito.createUser({ ...person, email: 'ada@example.com' });
  const api = await startProtectedApi({ cognito });
  const { userPool, attach } = configFor(cognito, api);
  const app = await startAppServer({ config: {} });
  const originOf = (contender: string) => app.originOf(`${contender}.localhost`);
  cognito.settings.callbackUrls = [
    `${originOf(ORIGINS.oidcClient)}/oidc-client-page/callback`,
    `${originOf(ORIGINS.oidcClientBypassing)}/oidc-client-page/callback`,
    `${originOf(ORIGINS.oidcClientTs)}/oidc-client-ts-page/callback`,
  ];
  const pageConfig: PageConfig = {
    cognitoUrl: cognito.url,
    issuer: cognito.issuer,
    userPoolId: cognito.userPoolId,
    userPoolClientId: cognito.userPoolClientId,
    apiUrl: api.url,
    tokenSeconds: cognito.settings.accessTokenSeconds,
  };
  await serve(app, pageConfig, originOf);
  // What the README's quick start has, the user pool alone: it is what all contenders have.
  const config = { userPool, attach };
  const routed = await scriptOf('e2e/harness/session-worker.ts', { ...config, staticRouting: true });
  const unrouted = await scriptOf('e2e/harness/session-worker.ts', config);
  const stamped = await scriptOf('e2e/bench/workers/stamped-session-worker.ts', config);
  const special = new Map([
    [originOf(ORIGINS.oursWithoutStaticRouting), unrouted],
    [originOf(ORIGINS.broadcast), stamped],
  ]);
  app.setHandler('/session-worker.js', async ({ headers }, response) => {
    response.writeHead(200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-store',
      ...ISOLATED,
    });
    response.end(special.get(`http://${headers.host}`) ?? routed);
  });
  return {
    cognito,
    api,
    person,
    url: (contender, page, errand) => `${originOf(contender)}/${page}${errand === undefined ? '' : `?do=${errand}`}`,
    forget() {
      cognito.clearRequests();
      api.clearRequests();
    },
    async close() {
      await app.close();
      await api.close();
      await cognito.close();
    },
  };
}

async function serve(app: AppServer, config: PageConfig, originOf: (contender: string) => string): Promise<void> {
  for (const page of PAGES) {
    const script = () => bundle({ entry: `e2e/bench/pages/${page}.ts`, format: 'esm', minify: true });
    app.setResource(`/${page}.js`, { type: 'text/javascript', body: script, headers: IMMUTABLE });
    const html = { type: 'text/html', body: htmlOf(page, config), headers: ISOLATED } as const;
    app.setResource(`/${page}`, html);
    app.setResource(`/${page}/callback`, html);
  }
  for (const worker of WORKERS) {
    const script = () => bundle({ entry: `e2e/bench/workers/${worker}.ts`, format: 'iife', minify: true });
    app.setResource(`/${worker}.js`, { type: 'text/javascript', body: script, headers: ISOLATED });
  }
  app.setResource('/OidcServiceWorker.js', { type: 'text/javascript', body: await readFile(OIDC_WORKER, 'utf8') });
  app.setHandler('/OidcTrustedDomains.js', async ({ headers }, response) => {
    const bypasses = `http://${headers.host}` === originOf(ORIGINS.oidcClientBypassing);
    response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8', ...ISOLATED });
    response.end(trustedDomains(config, bypasses));
  });
}

const htmlOf = (page: string, config: PageConfig) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${page}</title><link rel="icon" href="data:,">` +
  `<script>window.config = ${JSON.stringify(config)};</script>` +
  `<script type="module" src="/${page}.js"></script></head><body></body></html>`;

/** @axa-fr/oidc-client's own file, as its README has it; `bypassAllNonOidcRequests` is false unless said. */
const trustedDomains = ({ issuer, cognitoUrl, apiUrl }: PageConfig, bypassAllNonOidcRequests: boolean) =>
  `const trustedDomains = ${JSON.stringify({
    default: {
      oidcDomains: [issuer, cognitoUrl],
      accessTokenDomains: [`${apiUrl}/v1`],
      ...(bypassAllNonOidcRequests && { bypassAllNonOidcRequests }),
    },
  })};`;

/** The session worker as an app ships it: bundled, minified, its configuration in its own bytes. */
async function scriptOf(entry: string, config: unknown): Promise<string> {
  const script = await bundle({ entry, format: 'iife', minify: true });
  return `const CONFIG = ${JSON.stringify(config)};\n${script}`;
}

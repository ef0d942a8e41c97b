import { OidcClient, type OidcConfiguration } from '@axa-fr/oidc-client';
import { callApi, errand, expose, keepNavigationStart, reportFirstResponse, timeEach } from './page.js';
import { AUTHORIZED_PATH } from './paths.js';

/**
 * The configuration of @axa-fr/oidc-client's README, with its service worker, which its introduction recommends and which
 * lets a page use a plain `fetch`. Cognito knows no `offline_access`: it always gives a refresh token.
 */
const configuration: OidcConfiguration = {
  client_id: window.config.userPoolClientId,
  redirect_uri: `${location.origin}/oidc-client-page/callback`,
  scope: 'openid email',
  authority: window.config.issuer,
  service_worker_relative_url: '/OidcServiceWorker.js',
  service_worker_only: false,
  demonstrating_proof_of_possession: false,
};

const client = OidcClient.getOrCreate(() => fetch)(configuration);
const AFTER_KEY = 'bench: after sign-in';

/** As the README's demo goes: keep the session if there is one, else leave for the login. */
async function ensureSignedIn(): Promise<void> {
  await client.tryKeepExistingSessionAsync();
  if (client.tokens !== null && client.tokens !== undefined) return;
  keepNavigationStart();
  sessionStorage.setItem(AFTER_KEY, location.href);
  await client.loginAsync('/');
  await new Promise(() => {}); // the browser is leaving
}

const page = expose({
  isSignedIn: async () => client.tokens !== null && client.tokens !== undefined,
  timeCalls: (count: number, path: string) => timeEach(count, () => callApi(path)),
});

export type OidcClientPage = typeof page;

if (location.pathname.endsWith('/callback')) {
  client.loginCallbackAsync().then(
    () => location.replace(sessionStorage.getItem(AFTER_KEY) ?? '/oidc-client-page'),
    (error: unknown) => window.report(JSON.stringify(String(error))),
  );
} else if (errand === 'sign-in') {
  ensureSignedIn().then(
    () => window.report('"signed in"'),
    (error: unknown) => window.report(JSON.stringify(String(error))),
  );
} else if (errand === 'first-response') {
  reportFirstResponse(ensureSignedIn().then(() => callApi(AUTHORIZED_PATH)));
}

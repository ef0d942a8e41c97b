import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { errand, expose } from './page.js';
import { atEachPeriod } from './periods.js';

/** Its default, 60 s before the expiry, of tokens that live for five minutes, the shortest that Cognito allows. */
const NOTIFICATION_SHARE = 60 / 300;

/**
 * oidc-client-ts with its defaults (code flow with PKCE, automatic silent renewal by refresh token). The user is kept in
 * `localStorage`, as its documentation offers, so that the tabs share one sign-in as those of the other contenders do:
 * by default (`sessionStorage`) each tab would have to sign in by itself.
 */
const manager = new UserManager({
  authority: window.config.issuer,
  client_id: window.config.userPoolClientId,
  redirect_uri: `${location.origin}/oidc-client-ts-page/callback`,
  scope: 'openid email',
  userStore: new WebStorageStateStore({ store: window.localStorage }),
  accessTokenExpiringNotificationTimeInSeconds: window.config.tokenSeconds * NOTIFICATION_SHARE,
});

const page = expose({
  isSignedIn: async () => (await manager.getUser()) !== null,
  async askEvery(periodMs: number): Promise<void> {
    atEachPeriod(periodMs, () => manager.getUser());
  },
});

export type OidcClientTsPage = typeof page;

if (location.pathname.endsWith('/callback')) {
  manager.signinCallback().then(
    () => window.report('"signed in"'),
    (error: unknown) => window.report(JSON.stringify(String(error))),
  );
} else if (errand === 'sign-in') {
  manager.signinRedirect().catch((error: unknown) => window.report(JSON.stringify(String(error))));
}

import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { errand, expose } from './page.js';

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
  /**
   * Asks once: the automatic renewal, by default on, does the rest, and an app takes the user from its event. (Its timers count
   * in whole seconds, and each `getUser` sets them anew: with so short a life, calls on the second would put them off for ever.)
   */
  async askEvery(): Promise<void> {
    // The renewal is set off before an expiry: what has expired while no page was open is the app's to renew.
    if ((await manager.getUser())?.expired) await manager.signinSilent();
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

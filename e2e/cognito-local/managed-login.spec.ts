import {
  comeBack,
  eventTypesOf,
  expect,
  expectStatus,
  managedLoginOf,
  setOff,
  signOutThere,
  snapshotOf,
  submit,
  test,
} from '../managed-login/fixtures.js';
import { forceRefresh } from '../session/ask.js';
import { startCognitoLocal } from './start-cognito-local.js';

/** Its pools know users by their email addresses. */
const ada = { username: 'ada@example.com', password: 'Analytical-Engine-1843' };

/** Against a managed login that nobody here wrote. It has PKCE, but no nonce, no cookie session and no /logout. */
test('cognito-local: managed login, renewal and sign-out', async ({ openTab, app }) => {
  const pool = await startCognitoLocal(ada, [`${app.url}/`]);
  try {
    const { url: endpoint, userPoolId, userPoolClientId } = pool;
    const managedLogin = managedLoginOf(app, endpoint);
    app.setConfig('/session-worker.js', { userPool: { userPoolId, userPoolClientId, endpoint }, managedLogin });
    const [tab, other] = [await openTab(), await openTab()];
    await setOff(tab, { customState: 'x' });
    await tab.waitForURL(`${endpoint}/oauth2/authorize?*`);
    await submit(tab, ada);
    await comeBack(tab, app);
    await expectStatus(other, 'signedIn');
    expect((await snapshotOf(other)).user).toEqual((await snapshotOf(tab)).user);
    expect(await eventTypesOf(other)).toEqual(['customOAuthState', 'signInWithRedirect', 'signedIn']);
    await forceRefresh(tab);
    await expect.poll(() => eventTypesOf(other)).toContain('tokenRefresh');

    expect(await signOutThere(other)).toEqual({ status: 'complete' });
    await other.waitForURL(`${endpoint}/logout?*`);
    await expectStatus(tab, 'signedOut');
  } finally {
    await pool.close();
  }
});

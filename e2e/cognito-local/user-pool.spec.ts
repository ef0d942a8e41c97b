import { test as base, eventTypesOf, expect, expectStatus, signOut } from '../harness/fixtures.js';
import { type CognitoLocal, startCognitoLocal } from './start-cognito-local.js';

/** The same flows against a user pool that nobody here wrote: it has passwords, REFRESH_TOKEN_AUTH and RevokeToken. */
/** Its pools know users by their email addresses. */
const user = { username: 'ada@example.com', password: 'Analytical-Engine-1843' };

const test = base.extend<{ pool: CognitoLocal }>({
  pool: async ({ app }, use) => {
    const pool = await startCognitoLocal(user);
    const { url: endpoint, userPoolId, userPoolClientId } = pool;
    app.setConfig('/session-worker.js', { userPool: { userPoolId, userPoolClientId, endpoint } });
    await use(pool);
    await pool.close();
  },
});

test('cognito-local: sign-in with a password, renewal, sign-out', async ({ openTab, pool }) => {
  const [tab, other] = [await openTab(), await openTab()];
  const output = await tab.evaluate(
    (person) => window.auth.signIn({ ...person, options: { authFlowType: 'USER_PASSWORD_AUTH' } }),
    user,
  );
  expect(output).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
  await expectStatus(other, 'signedIn');

  const tokens = () =>
    tab.evaluate(async () => {
      const session = await window.auth.fetchAuthSession();
      if (!window.library.isAuthCognitoTokensProvider(session)) throw new Error('tokens are withheld');
      return (await session.getCognitoTokens()).get();
    });
  const before = await tokens();
  const claims = JSON.parse(Buffer.from(before.accessToken.split('.')[1] ?? '', 'base64url').toString());
  expect(claims.iss).toContain(pool.userPoolId);
  await tab.evaluate(() => window.auth.fetchAuthSession({ forceRefresh: true }));
  expect((await tokens()).accessToken).not.toBe(before.accessToken);
  await expect.poll(() => eventTypesOf(other)).toEqual(['signedIn', 'tokenRefresh']);

  await expect(signOut(other)).resolves.toEqual({ status: 'complete' });
  await expectStatus(tab, 'signedOut');
});

test('cognito-local: a wrong password, and a session that ended', async ({ openTab, pool }) => {
  const tab = await openTab();
  const signIn = (password: string) =>
    tab.evaluate(
      (input) =>
        window.auth
          .signIn({ ...input, options: { authFlowType: 'USER_PASSWORD_AUTH' } })
          .catch((thrown: InstanceType<typeof window.library.AuthError>) => thrown.toData()),
      { username: user.username, password },
    );
  // The real service says NotAuthorizedException; either is told as it came.
  expect(await signIn('wrong')).toMatchObject({ service: { name: 'InvalidPasswordException' } });
  await signIn(user.password);
  await expectStatus(tab, 'signedIn');
  await pool.deleteUser();
  await tab.evaluate(() => window.auth.fetchAuthSession({ forceRefresh: true }));
  await expectStatus(tab, 'sessionExpired');
});

import type { Page } from 'playwright/test';
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { SignInInput } from '../../shared/sign-in.js';
import { bundle } from '../harness/bundle.js';
import { expect, expectStatus, type Person, signIn, signOut, stopWorkers, test } from '../harness/fixtures.js';
import { serveSplitPage } from './split-page.js';
import { begin, confirm, DONE, refusal } from './steps.js';
import { addVirtualAuthenticator } from './virtual-authenticator.js';

test.skip(({ browserName }) => browserName !== 'chromium', 'Only Chromium can be given a virtual authenticator.');

const byPasskey = ({ username }: Person): SignInInput => ({
  username,
  options: { authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' },
});

function associate(tab: Page): Promise<AuthErrorData | undefined> {
  return tab.evaluate(() =>
    window.auth.associateWebAuthnCredential().then(
      () => undefined,
      (error: InstanceType<typeof window.library.AuthError>) => error.toData(),
    ),
  );
}

/** Takes away what browsers have had since about 2024 only. */
function makeOld(tab: Page): Promise<void> {
  return tab.evaluate(() => {
    const statics = PublicKeyCredential as Partial<typeof PublicKeyCredential>;
    delete statics.parseCreationOptionsFromJSON;
    delete statics.parseRequestOptionsFromJSON;
    delete (PublicKeyCredential.prototype as Partial<PublicKeyCredential>).toJSON;
  });
}

/** A user who takes time: the browser is asked once `window.confirmPresence` is called. */
function holdCeremonies(tab: Page): Promise<void> {
  return tab.evaluate(() => {
    const { credentials } = navigator;
    const get = credentials.get.bind(credentials);
    credentials.get = async (options) => {
      await new Promise<void>((resolve) => {
        window.confirmPresence = resolve;
      });
      return get(options);
    };
  });
}

for (const browser of ['this browser', 'a browser that knows no JSON of passkeys']) {
  test(`in ${browser} a passkey is registered, listed, signs in, and is deleted`, async ({
    openTab,
    user,
    cognito,
  }) => {
    const tab = await openTab();
    if (browser !== 'this browser') await makeOld(tab);
    const authenticator = await addVirtualAuthenticator(tab);
    await signIn(tab, user);
    expect(await associate(tab)).toBeUndefined();
    expect(await authenticator.count()).toBe(1);
    expect(await associate(tab)).toMatchObject({ kind: 'invalidState', message: expect.stringContaining('already') });

    const { credentials } = await tab.evaluate(() => window.auth.listWebAuthnCredentials());
    expect(credentials).toEqual([
      {
        credentialId: cognito.passkeys(user.username)[0]?.credential.id,
        friendlyCredentialName: 'Passkey 1',
        relyingPartyId: 'localhost',
        authenticatorAttachment: 'platform',
        authenticatorTransports: ['internal'],
        createdAt: expect.any(Date),
      },
    ]);

    await signOut(tab);
    cognito.clearRequests();
    expect(await begin(tab, byPasskey(user))).toEqual(DONE);
    await expectStatus(tab, 'signedIn');
    expect(cognito.count('RespondToAuthChallenge')).toBe(1);

    await tab.evaluate(
      (credentialId) => window.auth.deleteWebAuthnCredential({ credentialId: credentialId ?? '' }),
      credentials[0]?.credentialId,
    );
    expect(await tab.evaluate(() => window.auth.listWebAuthnCredentials({ pageSize: 1 }))).toEqual({ credentials: [] });
  });
}

test('a passkey is chosen among the first factors, and a worker that is stopped during the ceremony has not forgotten', async ({
  openTab,
  user,
}) => {
  const [other, tab] = [await openTab(), await openTab()]; // for it would be the end of the authenticator in its own tab
  await addVirtualAuthenticator(tab);
  await signIn(tab, user);
  await associate(tab);
  await signOut(tab);
  await holdCeremonies(tab);
  expect(await begin(tab, { username: user.username, options: { authFlowType: 'USER_AUTH' } })).toMatchObject({
    nextStep: { availableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'WEB_AUTHN'] },
  });
  const confirmed = confirm(tab, 'WEB_AUTHN');
  await tab.waitForFunction(() => window.confirmPresence !== undefined);
  await stopWorkers(other);
  await tab.evaluate(() => window.confirmPresence?.());
  expect(await confirmed).toEqual(DONE);
});

test('where the browser gives no passkey the sign-in says so, and goes on with a password', async ({
  openTab,
  user,
}) => {
  const tab = await openTab();
  const authenticator = await addVirtualAuthenticator(tab);
  await signIn(tab, user);
  await associate(tab);
  await signOut(tab);
  await authenticator.clear();
  expect(await refusal(tab, byPasskey(user))).toMatchObject({ kind: 'unknown', retryable: true });
  await expectStatus(tab, 'signedOut');
  expect(await confirm(tab, 'PASSWORD')).toEqual({
    isSignedIn: false,
    nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' },
  });
  expect(await confirm(tab, user.password)).toEqual(DONE);
});

test('passkeys for another site are the configuration’s fault', async ({ openTab, user, cognito }) => {
  const tab = await openTab();
  await addVirtualAuthenticator(tab);
  await signIn(tab, user);
  cognito.settings.relyingPartyId = 'example.com';
  expect(await associate(tab)).toMatchObject({ kind: 'configuration' });
});

test('a passkey that Amplify registered signs in here, one that was registered here signs in with Amplify, and both list alike', async ({
  app,
  openTab,
  user,
  cognito,
}) => {
  const tab = await openTab();
  const body = await bundle({ entry: 'e2e/sign-in/amplify-page.ts', format: 'esm' });
  app.setResource('/amplify-page.js', { type: 'text/javascript', body });
  await tab.addScriptTag({ type: 'module', url: '/amplify-page.js' });
  await tab.waitForFunction(() => window.amplify !== undefined);
  const authenticator = await addVirtualAuthenticator(tab);

  const listedThere = await tab.evaluate(
    async ([person, ...pool]) => {
      const { amplify } = window;
      amplify.configure(...pool);
      await amplify.signIn(person);
      await amplify.associateWebAuthnCredential();
      const listed = await amplify.listWebAuthnCredentials();
      await amplify.signOut();
      return listed;
    },
    [user, cognito.userPoolId, cognito.userPoolClientId, cognito.url] as const,
  );
  expect(await begin(tab, byPasskey(user))).toEqual(DONE);
  const { credentials } = await tab.evaluate(() => window.auth.listWebAuthnCredentials());
  expect(credentials).toHaveLength(1);
  expect(credentials).toEqual(listedThere.credentials);

  await tab.evaluate(
    (credentialId = '') => window.auth.deleteWebAuthnCredential({ credentialId }),
    credentials[0]?.credentialId,
  );
  await authenticator.clear();
  expect(await associate(tab)).toBeUndefined();
  await signOut(tab);
  expect(
    await tab.evaluate(
      (username) =>
        window.amplify.signIn({ username, options: { authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' } }),
      user.username,
    ),
  ).toEqual(DONE);
});

test('a page loads the code for passkeys when it first needs it, and says so if that fails', async ({
  app,
  openTab,
  user,
}) => {
  const files = await serveSplitPage(app);
  const code = files.find((file) => file.includes('on-demand')) ?? 'no file';
  const tab = await openTab();
  await addVirtualAuthenticator(tab);
  await signIn(tab, user);
  expect(app.count(code)).toBe(0);
  expect(await associate(tab)).toBeUndefined();
  expect(app.count(code)).toBe(1);

  app.removeResource(code);
  const late = await openTab();
  expect(await associate(late)).toMatchObject({
    kind: 'unknown',
    message: expect.stringContaining('cannot be loaded'),
    retryable: true,
  });
});

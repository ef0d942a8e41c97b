import { stringsInHeap } from '../hostile/heap-snapshot.js';
import { findPieces, listenToIssuedSecrets } from '../hostile/issued-secrets.js';
import { takeMessages, tapMessages } from '../hostile/wiretap.js';
import { forceRefresh, REFRESH } from '../session/ask.js';
import {
  ARRIVAL,
  answerOf,
  comeBack,
  eventsOf,
  eventTypesOf,
  expect,
  expectStatus,
  leave,
  type Page,
  register,
  signInThere,
  signOutThere,
  snapshotOf,
  stopWorkers,
  submit,
  test,
  waitForLibrary,
} from './fixtures.js';

/** All that a page can read of where it has been. */
function addressesIn(tab: Page): Promise<string> {
  return tab.evaluate(() =>
    [
      document.URL,
      document.referrer,
      JSON.stringify(history.state),
      ...performance.getEntries().map(({ name }) => name),
      JSON.stringify({ ...sessionStorage, ...localStorage }),
    ].join('\n'),
  );
}

test('a sign-in with managed login is told once in every tab, and neither code, verifier nor token reaches a page', {
  tag: ['@core', '@playwright'],
}, async ({ context, openTab, app, user, cognito, browserName }) => {
  await tapMessages(context);
  const secrets = listenToIssuedSecrets(cognito);
  const [tab, other] = [await openTab(), await openTab()];
  const committed: string[] = [];
  tab.on('framenavigated', (frame) => committed.push(frame.url()));
  await signInThere(tab, { app, user, input: { customState: '/basket?of=ada' } });
  await expectStatus(other, 'signedIn');
  for (const page of [tab, other]) {
    await expect.poll(async () => (await eventTypesOf(page)).sort()).toEqual(ARRIVAL);
    expect(await eventsOf(page)).toContainEqual({ type: 'customOAuthState', customState: '/basket?of=ada' });
    expect((await snapshotOf(page)).user?.username).toBe(user.username);
  }

  const exchange = cognito.requests.find(({ operation }) => operation === 'Token');
  expect(exchange).toMatchObject({ status: 200, cookies: undefined, origin: app.url });
  const confidential = [exchange?.parameters.get('code') ?? '', exchange?.parameters.get('code_verifier') ?? ''];
  expect(confidential.every((value) => value.length > 30)).toBe(true);
  const tokens = secrets.all.map(({ value }) => value);
  expect(secrets.of('refreshToken')).toHaveLength(1);
  for (const page of [tab, other]) {
    const heard = [...(await takeMessages(page)), await addressesIn(page)];
    expect(heard.join()).toContain('signInWithRedirect');
    expect(findPieces(heard, [...confidential, ...tokens])).toEqual([]);
  }
  expect(findPieces(committed, confidential)).toEqual([]);
  if (browserName === 'chromium') {
    expect(findPieces(await stringsInHeap(tab), [...confidential, ...tokens])).toEqual([]);
  }

  // The rest is as after any sign-in.
  await tab.reload();
  await register(tab);
  expect(await eventTypesOf(tab)).toEqual([]);
  await forceRefresh(tab);
  expect(cognito.count(REFRESH)).toBe(1);
  await expect.poll(() => eventTypesOf(other)).toContain('tokenRefresh');
});

test('a page that the worker could not see coming hands its address over, and cleans it', {
  tag: ['@core', '@playwright'],
}, async ({ context, app, user, cognito }) => {
  await tapMessages(context);
  const tab = await context.newPage();
  await tab.goto(app.url);
  // Out of the worker's scope: as on a first visit, and after a hard reload, no request of this page is intercepted.
  const connect = () =>
    tab.evaluate(async () => {
      window.auth = await window.library.registerSessionWorker('/session-worker.js', { scope: '/elsewhere/' });
      for (const type of ['signInWithRedirect', 'customOAuthState', 'signedIn'] as const) {
        window.auth.addEventListener(type, (event) => window.events.push(event));
      }
    });
  await connect();
  await leave(tab, { customState: 'x' });
  await submit(tab, user);
  await tab.waitForURL(`${app.url}/?code=*`);
  await waitForLibrary(tab);
  expect(cognito.count('Token')).toBe(0);
  await connect();
  expect(tab.url()).toBe(`${app.url}/`);
  expect(await snapshotOf(tab)).toMatchObject({ status: 'signedIn', user: { username: user.username } });
  await expect.poll(async () => (await eventTypesOf(tab)).sort()).toEqual(ARRIVAL);

  const verifier =
    cognito.requests.find(({ operation }) => operation === 'Token')?.parameters.get('code_verifier') ?? '';
  expect(findPieces(await takeMessages(tab), [verifier, ...cognito.liveRefreshTokens(user.username)])).toEqual([]);
  await tab.reload();
  await waitForLibrary(tab);
  await connect();
  expect(cognito.count('Token')).toBe(1);
  expect(await eventTypesOf(tab)).toEqual([]);
});

test('a hard reload of the address that managed login answered to signs in as well', async ({
  openTab,
  app,
  user,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium lets a test load a page past the worker');
  const tab = await openTab();
  await leave(tab);
  const answer = await answerOf(tab, user);
  const devtools = await tab.context().newCDPSession(tab);
  await devtools.send('Network.enable');
  await devtools.send('Network.setBypassServiceWorker', { bypass: true });
  await tab.goto(answer);
  expect(tab.url()).toBe(answer);
  await register(tab);
  expect(tab.url()).toBe(`${app.url}/`);
  await expectStatus(tab, 'signedIn');
});

test('a worker that is stopped while the user is away goes on with the sign-in', async ({
  openTab,
  app,
  user,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'only Chromium lets a test stop a worker');
  const [tab, other] = [await openTab(), await openTab()];
  await leave(tab);
  await stopWorkers(other);
  await submit(tab, user);
  await comeBack(tab, app);
  await expectStatus(tab, 'signedIn');
});

test('another provider is reached by its name; its refusal is an error, and its user is signed in', async ({
  openTab,
  app,
}) => {
  const tab = await openTab();
  const answer = async (button: string) => {
    await leave(tab, { provider: 'Google' });
    await tab.locator('input[name=subject]').fill('bob');
    await tab.getByRole('button', { name: button }).click({ noWaitAfter: true });
    await comeBack(tab, app);
  };
  await answer('Cancel');
  await expect
    .poll(() => eventsOf(tab))
    .toMatchObject([
      {
        type: 'signInWithRedirect_failure',
        error: { kind: 'notAuthorized', service: { name: 'access_denied', message: 'Google refused the sign-in' } },
      },
    ]);
  expect((await snapshotOf(tab)).status).toBe('signedOut');
  await answer('Continue');
  await expectStatus(tab, 'signedIn');
  expect((await snapshotOf(tab)).user?.username).toBe('google_bob');
});

test('the sign-out ends the cookie session as well: the next sign-in asks for the password', async ({
  openTab,
  app,
  user,
  cognito,
}) => {
  const [tab, other] = [await openTab(), await openTab()];
  await signInThere(tab, { app, user });
  await expectStatus(other, 'signedIn');

  const left = other.waitForEvent('framenavigated');
  expect(await signOutThere(other)).toEqual({ status: 'complete' });
  await left;
  await other.waitForURL(`${app.url}/`);
  await expectStatus(tab, 'signedOut');
  expect(cognito.count('Logout')).toBe(1);
  expect(cognito.liveRefreshTokens(user.username)).toEqual([]);

  await leave(tab);
  await expect(tab.locator('input[name=password]')).toBeVisible();
});

test('a configuration without managedLogin, or with no address of this origin, is an error that says so', async ({
  openTab,
  app,
  cognito,
  managedLogin,
}) => {
  const { url: endpoint, userPoolId, userPoolClientId } = cognito;
  const userPool = { userPoolId, userPoolClientId, endpoint };
  const tab = await openTab();
  const failure = (host: string) =>
    openTab({ host }).then((page) =>
      page.evaluate(() =>
        window.auth
          .signInWithRedirect()
          .catch((error: InstanceType<typeof window.library.AuthError>) => error.toData()),
      ),
    );
  expect(await failure('a.app.localhost')).toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('managedLogin.redirectSignIn'),
  });
  app.setConfig('/session-worker.js', { userPool });
  expect(await failure('b.app.localhost')).toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('managedLogin'),
  });
  const refused = await tab.evaluate(
    (input) =>
      window.auth
        .signInWithRedirect(input)
        .catch((error: InstanceType<typeof window.library.AuthError>) => error.toData()),
    { provider: { custom: '' } },
  );
  expect(refused).toMatchObject({ kind: 'validation', message: expect.stringContaining('provider') });
  expect(managedLogin.redirectSignIn).toEqual([`${app.url}/`]);
});

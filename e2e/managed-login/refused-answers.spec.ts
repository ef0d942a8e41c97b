import { forceRefresh } from '../session/ask.js';
import {
  answerOf,
  comeBack,
  eventTypesOf,
  expect,
  expectStatus,
  failureOf,
  goRound,
  leave,
  openAnswer,
  register,
  signIn,
  signInThere,
  signOutThere,
  snapshotOf,
  submit,
  test,
} from './fixtures.js';

test('an altered state, another browser’s answer and one that was used are refused, in every tab', async ({
  openTab,
  app,
  user,
  cognito,
  browser,
}) => {
  cognito.createUser({ username: 'mallory', password: user.password });
  const elsewhere = await browser.newContext();
  try {
    const page = await elsewhere.newPage();
    await page.goto(app.url);
    await register(page);
    await leave(page);
    const foreign = await answerOf(page, { username: 'mallory', password: user.password });

    const [tab, witness] = [await openTab(), await openTab()];
    await openAnswer(tab, app, foreign);
    expect(await failureOf(tab)).toMatchObject({
      kind: 'invalidState',
      message: expect.stringContaining('no sign-in'),
    });
    expect(await failureOf(witness)).toMatchObject({ kind: 'invalidState' });

    await leave(tab);
    const genuine = await answerOf(tab, user);
    await openAnswer(
      tab,
      app,
      genuine.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    );
    expect(await failureOf(tab)).toMatchObject({ kind: 'invalidState' });
    expect(cognito.count('Token')).toBe(0);
    expect((await snapshotOf(witness)).status).toBe('signedOut');

    await openAnswer(tab, app, genuine);
    await expectStatus(tab, 'signedIn');
    const left = witness.waitForEvent('framenavigated');
    await signOutThere(witness);
    await left; // by way of managed login, which shows no page
    const later = await openTab();
    await openAnswer(later, app, genuine);
    expect(await failureOf(later)).toMatchObject({
      kind: 'invalidState',
      message: expect.stringContaining('second time'),
    });
    expect((await snapshotOf(later)).status).toBe('signedOut');
    expect(cognito.count('Token')).toBe(1);
  } finally {
    await elsewhere.close();
  }
});

test('a user who goes back from the login page finds an app that answers, and can begin again', {
  tag: ['@core', '@playwright'],
}, async ({ openTab, app, user }) => {
  const tab = await openTab();
  await leave(tab);
  await tab.goBack();
  await tab.waitForURL(`${app.url}/`);
  await register(tab);
  const isSignedIn = () =>
    tab.evaluate(async () => (await window.auth.fetchAuthSession({ forceRefresh: true })).isSignedIn);
  expect(await isSignedIn()).toBe(false);
  expect(await eventTypesOf(tab)).toEqual([]);
  await signInThere(tab, { app, user });
  expect(await isSignedIn()).toBe(true);
});

test('of two tabs that left for managed login the first to come back signs in, and the second is told', async ({
  openTab,
  app,
  user,
  cognito,
}) => {
  cognito.createUser({ username: 'grace', password: user.password });
  const [first, second] = [await openTab(), await openTab()];
  await leave(first, { customState: 'first' });
  await leave(second, { options: { prompt: 'LOGIN' } });
  await submit(second, { username: 'grace', password: user.password });
  await comeBack(second, app);
  await expectStatus(second, 'signedIn');
  await submit(first, user);
  await comeBack(first, app);
  expect(await failureOf(first)).toMatchObject({ kind: 'invalidState' });
  for (const tab of [first, second]) expect((await snapshotOf(tab)).user?.username).toBe('grace');
  expect(cognito.count('Token')).toBe(1);
});

test('an answer whose code has expired is an error', async ({ openTab, app, user, cognito }) => {
  const tab = await openTab();
  cognito.settings.authorizationCodeSeconds = 0;
  await leave(tab);
  await submit(tab, user);
  await comeBack(tab, app);
  expect(await failureOf(tab)).toMatchObject({ kind: 'notAuthorized', service: { name: 'invalid_grant' } });
});

test('an answer does not come too late because the worker has learnt the service’s time meanwhile', async ({
  openTab,
  app,
  user,
  cognito,
}) => {
  const [tab, clock] = [await openTab(), await openTab()];
  cognito.settings.authorizationCodeSeconds = 7_200;
  await leave(tab);
  const answer = await answerOf(tab, user);
  cognito.clock.offsetMs = 3_660_000;
  await forceRefresh(clock); // a guest's: the answer tells the time
  await openAnswer(tab, app, answer);
  await expectStatus(tab, 'signedIn');
});

test('an exchange whose answer is lost is an error, and the sign-in can be begun again', async ({
  openTab,
  app,
  user,
  cognito,
}) => {
  const tab = await openTab();
  cognito.faults.add({ operation: 'Token', times: 1, fault: { kind: 'dropResponse' } });
  await signInThere(tab, { app, user });
  expect(await failureOf(tab)).toMatchObject({ kind: 'service', code: 'network', retryable: true });
  // The cookie session is there: nobody is asked for anything.
  await goRound(tab, { app, input: {} });
  expect(cognito.count('Token')).toBe(2);
  await expectStatus(tab, 'signedIn');
  expect(cognito.count('Login')).toBe(1);
});

test('an ID token with another nonce, or of another client, signs nobody in', async ({
  openTab,
  app,
  user,
  cognito,
}) => {
  const tab = await openTab();
  const other = await openTab();
  await leave(other);
  const foreign = new Promise<unknown>((resolve) => {
    cognito.faults.add({
      operation: 'Token',
      times: 1,
      fault: {
        kind: 'body',
        body: (answer) => {
          resolve(answer['id_token']);
          return { ...answer, id_token: undefined };
        },
      },
    });
  });
  await submit(other, user);
  await comeBack(other, app);
  expect(await failureOf(other)).toMatchObject({ kind: 'unknown', message: expect.stringContaining('id_token') });

  const idToken = await foreign;
  cognito.faults.add({
    operation: 'Token',
    times: 1,
    fault: { kind: 'body', body: (answer) => ({ ...answer, id_token: idToken }) },
  });
  await register(tab);
  await signInThere(tab, { app, user, input: { options: { prompt: 'LOGIN' } } });
  expect(await failureOf(tab)).toMatchObject({ kind: 'unknown', message: expect.stringContaining('nonce') });
  expect((await snapshotOf(other)).status).toBe('signedOut');
});

test('a sign-in with a password while the user is away stands', async ({ openTab, app, user, cognito }) => {
  cognito.createUser({ username: 'grace', password: user.password });
  const [tab, other] = [await openTab(), await openTab()];
  await leave(tab);
  await signIn(other, { username: 'grace', password: user.password });
  await submit(tab, user);
  await comeBack(tab, app);
  expect(await failureOf(tab)).toMatchObject({ kind: 'invalidState' });
  expect((await snapshotOf(tab)).user?.username).toBe('grace');
  expect(cognito.count('Token')).toBe(0);
});

import {
  eventTypesOf,
  expect,
  expectStatus,
  register,
  signIn,
  signOut,
  snapshotOf,
  test,
} from '../harness/fixtures.js';

test('two apps on one origin, with clients of their own, do not hear of each other’s sessions', async ({
  app,
  cognito,
  context,
  openTab,
  user,
}) => {
  const { url: endpoint, identityPoolId } = cognito;
  // The local pool has one client: the other app has guests alone, and so a record of its own as well.
  app.setConfig('/other/worker.js', { identityPool: { identityPoolId, endpoint, allowGuestAccess: true } });
  const tab = await openTab();
  const another = await openTab();
  const other = await context.newPage();
  await other.goto(app.url);
  await register(other, '/other/worker.js');

  await signIn(tab, user);
  await expectStatus(another, 'signedIn');
  await signOut(tab);
  await expectStatus(another, 'signedOut');
  // What was told first has arrived before what is answered now.
  await other.evaluate(() => window.auth.fetchAuthSession());
  expect(await eventTypesOf(other)).toEqual([]);
  expect(await other.evaluate(() => window.states.length)).toBe(1);
  expect(await snapshotOf(other)).toMatchObject({ status: 'signedOut' });

  await other.evaluate(async () => {
    const session = await window.auth.fetchAuthSession();
    if (window.library.isAuthAWSCredentialsProvider(session)) (await session.getAWSCredentials()).get();
  });
  expect(await eventTypesOf(tab)).toEqual(['signedIn', 'signedOut']);
});

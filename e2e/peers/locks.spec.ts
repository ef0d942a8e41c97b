import { expect, signIn, test, waitForLibrary } from '../harness/fixtures.js';
import { askAll, REFRESH, waitUntil } from '../session/ask.js';

test('supabase-js #2426: a tab that stands still in the middle of a refresh holds up no other', async ({
  openTab,
  user,
  cognito,
}) => {
  const [frozen, other] = [await openTab(), await openTab()];
  await signIn(frozen, user);
  const before = await askAll(other);
  const isLocked = () =>
    other.evaluate(async () => (await navigator.locks.query()).held?.some(({ name }) => name === 'of the page'));
  const gate = cognito.faults.hold(REFRESH, { when: 'response' });
  await frozen.evaluate(() => {
    // A page's own lock round the refresh, as others take it, to see that a frozen tab keeps what it holds.
    navigator.locks.request('of the page', () => window.auth.fetchAuthSession({ forceRefresh: true }));
  });
  await gate.reached;
  // A dialog stops a page's scripts as freezing does, which a test cannot ask for while all its tabs count as visible.
  const [dialog] = await Promise.all([
    frozen.waitForEvent('dialog'),
    frozen.evaluate(() => void setTimeout(() => alert('Stand still'))),
  ]);
  gate.release();

  for (let n = 0; n < 3; n++) {
    const answers = await askAll(other, { forceRefresh: true });
    expect(answers).toMatchObject({ isSignedIn: true, jwt: { ok: true }, aws: { ok: true } });
    expect(answers.jwt).not.toEqual(before.jwt);
  }
  expect(await isLocked()).toBe(true);

  await dialog.accept();
  await expect.poll(isLocked).toBe(false); // for its call is answered, too
});

test('supabase-js #2013: a listener may call, and wait, in the midst of the sign-in that it is told of', async ({
  openTab,
  user,
}) => {
  const tab = await openTab();
  const told = await tab.evaluate(async (person) => {
    const { auth } = window;
    const answers = new Promise<unknown>((resolve) => {
      auth.addEventListener('signedIn', async () => {
        const { isSignedIn } = await auth.fetchAuthSession({ forceRefresh: true });
        const { username } = await auth.getCurrentUser();
        resolve([isSignedIn, username]);
      });
    });
    const [output, fromListener] = await Promise.all([auth.signIn(person), answers]);
    return [output.isSignedIn, fromListener];
  }, user);
  expect(told).toEqual([true, [true, user.username]]);
});

test('supabase-js #2344: listeners and calls of the turn in which the client is there are served, though the tokens are due', {
  tag: '@waits',
}, async ({ openTab, context, app, user, cognito }) => {
  cognito.settings.accessTokenSeconds = 2;
  const first = await openTab();
  await signIn(first, user);
  await first.goto(`${app.url}/blank`); // from where nobody wakes the worker
  await waitUntil(Date.now() + 3_000); // until what was issued before, and renewed on the way there, has expired
  cognito.clearRequests();
  cognito.settings.accessTokenSeconds = 3600;

  const tab = await context.newPage();
  await tab.goto(app.url);
  await waitForLibrary(tab);
  // Held until somebody listens: of a renewal that is over before the client is there, nobody is told.
  const gate = cognito.faults.hold(REFRESH, { when: 'response' });
  const told = tab.evaluate(async () => {
    const { registerSessionWorker, isAuthCognitoTokensProvider } = window.library;
    const auth = await registerSessionWorker('/session-worker.js');
    const renewed = new Promise<string>((resolve) => {
      auth.addEventListener('tokenRefresh', async ({ type }) => {
        await auth.fetchAuthSession();
        resolve(type);
      });
    });
    const calls = Promise.all([auth.fetchAuthSession(), auth.getCurrentUser()]);
    Object.assign(window, { isListening: true });
    const [session, { username }] = await calls;
    const tokens = isAuthCognitoTokensProvider(session) && (await session.getCognitoTokens()).ok;
    return { isSignedIn: session.isSignedIn, username, tokens, event: await renewed };
  });
  await tab.waitForFunction(() => Reflect.get(window, 'isListening'));
  gate.release();
  expect(await told).toEqual({ isSignedIn: true, username: user.username, tokens: true, event: 'tokenRefresh' });
  expect(cognito.count(REFRESH)).toBe(1);
});

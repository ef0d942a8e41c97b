import { configFor } from '../harness/config-for.js';
import { askForTokens } from '../session/ask.js';
import {
  eventTypesOf,
  expect,
  expectStatus,
  failureOf,
  goRound,
  signInThere,
  snapshotOf,
  stopWorkers,
  test,
} from './fixtures.js';

test.describe('a session in memory that ended with the worker', () => {
  test.beforeEach(({ app, cognito, api, managedLogin, browserName }) => {
    test.skip(browserName !== 'chromium', 'Only Chromium can be told to stop a worker.');
    app.setConfig('/session-worker.js', { ...configFor(cognito, api), managedLogin, storage: 'memory' });
  });

  test('is had again through managed login, without a password, while its cookie lasts', async ({
    app,
    user,
    cognito,
    openTab,
  }) => {
    const tab = await openTab();
    await signInThere(tab, { app, user });
    await expectStatus(tab, 'signedIn');
    await stopWorkers(tab);
    expect(await askForTokens(tab)).toMatchObject({ ok: false, error: { kind: 'signedOut' } });

    const pages: string[] = [];
    tab.on('framenavigated', (frame) => pages.push(new URL(frame.url()).pathname));
    await goRound(tab, { app, input: { options: { prompt: 'NONE' } } });
    await expectStatus(tab, 'signedIn');
    expect(pages).toEqual(['/']); // there and back, and no page of managed login in between
    expect((await snapshotOf(tab)).user?.username).toBe(user.username);
    await expect.poll(() => eventTypesOf(tab)).toContain('signInWithRedirect');
    expect(await askForTokens(tab)).toMatchObject({ ok: true });
    expect(cognito.requests.filter(({ operation }) => operation === 'InitiateAuth')).toEqual([]);
  });

  test('is not had again where there is no cookie: the page comes back at once, with an error', async ({
    app,
    openTab,
  }) => {
    const tab = await openTab();
    await goRound(tab, { app, input: { options: { prompt: 'NONE' } } });
    expect(await failureOf(tab)).toMatchObject({ service: { name: 'login_required' } });
    expect(await snapshotOf(tab)).toMatchObject({ status: 'signedOut' });
  });
});

import type { Page } from 'playwright/test';
import type { AuthErrorData } from '../../shared/auth-error.js';
import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, register, signIn, test } from '../harness/fixtures.js';
import { askAll } from '../session/ask.js';

/** Registers and answers the error; undefined if there was none. */
async function refusal(tab: Page, scriptUrl = '/session-worker.js'): Promise<AuthErrorData | undefined> {
  await tab.waitForFunction(() => window.library !== undefined);
  return await tab.evaluate(
    (url) =>
      window.library.registerSessionWorker(url).then(
        () => undefined,
        (thrown: InstanceType<typeof window.library.AuthError>) => thrown.toData(),
      ),
    scriptUrl,
  );
}

const POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };

for (const [what, config, field] of [
  ['a misspelt field', { userPool: { ...POOL, userPoolID: 'x' } }, 'userPool.userPoolID'],
  ['no pool', { providers: {} }, 'neither userPool nor identityPool'],
  ['a malformed endpoint', { userPool: { ...POOL, endpoint: 'cognito.example.com' } }, 'userPool.endpoint'],
  [
    'a wildcard in a rule',
    { userPool: POOL, attach: [{ url: 'https://*.example.com/', bearer: 'idToken' }] },
    'attach[0].url',
  ],
  ['a mode that is not there yet', { userPool: POOL, storage: 'memory' }, 'storage'],
] as const) {
  test(`${what}: registering rejects and names the field`, { tag: '@core' }, async ({ context, app }) => {
    app.setConfig('/session-worker.js', config);
    const tab = await context.newPage();
    await tab.goto(app.url);
    const error = await refusal(tab);
    expect(error).toMatchObject({ kind: 'configuration', message: expect.stringContaining(field) });
    expect(error?.recoverySuggestion).toBeTruthy();
  });
}

test('a new configuration that is wrong: registering rejects, and the older worker stays in charge', {
  tag: '@core',
}, async ({ openTab, context, app, api, cognito, user }) => {
  const tab = await openTab();
  await signIn(tab, user);
  const before = await askAll(tab);
  app.setConfig('/session-worker.js', { ...configFor(cognito, api), userPol: {} }, '2');

  const next = await context.newPage();
  await next.goto(app.url);
  expect(await refusal(next)).toMatchObject({ kind: 'configuration', message: expect.stringContaining('userPol') });
  expect(await askAll(tab)).toEqual(before);

  app.setConfig('/session-worker.js', configFor(cognito, api), '3');
  await register(next);
  await expectStatus(next, 'signedIn');
  expect(await askAll(next)).toEqual(before);
});

test('a script that is not there, is no script, or throws: an error that says what to check', async ({
  context,
  app,
}) => {
  const tab = await context.newPage();
  await tab.goto(app.url);
  app.setResource('/throws.js', { type: 'text/javascript', body: 'throw new Error("at start")' });
  app.setResource('/text.js', { type: 'text/plain', body: 'self' });
  for (const url of ['/missing.js', '/throws.js', '/text.js']) {
    expect(await refusal(tab, url)).toMatchObject({ kind: 'configuration', message: expect.stringContaining(url) });
  }
});

test('registering twice gives the same client', async ({ openTab }) => {
  const tab = await openTab();
  expect(
    await tab.evaluate(async () => (await window.library.registerSessionWorker('/session-worker.js')) === window.auth),
  ).toBe(true);
});

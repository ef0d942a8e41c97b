import type { SessionWorkerConfig } from '../../sw/config.js';
import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, type Page, register, signIn, signOut, snapshotOf, test } from '../harness/fixtures.js';
import { askAll, forceRefresh } from '../session/ask.js';
import { openUnregistered, registrationError } from './registration.js';

const POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };

interface Mistake {
  readonly name: string;
  readonly config: unknown;
  /** What the message must say. */
  readonly says: readonly string[];
}

const MISTAKES: readonly Mistake[] = [
  { name: 'a misspelt field', config: { userPol: POOL }, says: ['userPol', 'did you mean userPool?'] },
  {
    name: 'a misspelt field further down',
    config: { userPool: POOL, providers: { cognitoToken: false } },
    says: ['providers.cognitoToken', 'did you mean cognitoTokens?'],
  },
  {
    name: 'a misspelt field in a list',
    config: { userPool: POOL, attach: [{ url: 'https://api.example.com/', baerer: 'idToken' }] },
    says: ['attach[0].baerer', 'attach[0].bearer is missing'],
  },
  { name: 'no pool', config: {}, says: ['userPool', 'identityPool'] },
  {
    name: 'a pool without its client',
    config: { userPool: { userPoolId: POOL.userPoolId } },
    says: ['userPool.userPoolClientId is missing'],
  },
  {
    name: 'a malformed endpoint',
    config: { userPool: { ...POOL, endpoint: 'cognito.example.com' } },
    says: ['userPool.endpoint must be an origin'],
  },
  {
    name: 'an endpoint that anybody can read on the way',
    config: { userPool: { ...POOL, endpoint: 'http://cognito.example.com' } },
    says: ['userPool.endpoint', 'http only for localhost'],
  },
  {
    name: 'a pattern in a URL',
    config: { userPool: POOL, attach: [{ url: 'https://*.example.com/', bearer: 'accessToken' }] },
    says: ['attach[0].url', 'wildcards'],
  },
  {
    name: 'a policy that is a text',
    config: { userPool: POOL, providers: { cognitoTokens: 'false' } },
    says: ['providers.cognitoTokens must be true or false'],
  },
  {
    name: 'a key that the script does not bear',
    config: { userPool: POOL, sealing: 'script-required' },
    says: ["sealing is 'script-required'", 'without a key'],
  },
  { name: 'nothing at all', config: null, says: ['the configuration must be an object'] },
  {
    name: 'two mistakes at once',
    config: { userPool: { ...POOL, userPoolId: 'x' }, session: { expiryBufferSeconds: -1 } },
    says: ['userPool.userPoolId', 'session.expiryBufferSeconds'],
  },
];

test.describe('a configuration that is not right', { tag: '@core' }, () => {
  test('makes registering reject with an error that names the field, whatever is wrong', async ({ app, page }) => {
    await openUnregistered(page, app.url);
    for (const [index, { name, config, says }] of MISTAKES.entries()) {
      const path = `/worker-${index}.js`;
      app.setConfig(path, config);
      const error = await registrationError(page, path);
      expect.soft(error, name).toMatchObject({ kind: 'configuration', retryable: false });
      for (const words of says) expect.soft(error?.message, name).toContain(words);
      expect.soft(error?.recoverySuggestion, name).toMatch(/worker's script/);
    }
    const left = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
    await expect.poll(left).toBe(0);
  });

  test('can be put right without a reload', async ({ app, page, cognito, api, user }) => {
    await openUnregistered(page, app.url);
    app.setConfig('/session-worker.js', { userPol: POOL });
    expect(await registrationError(page)).toMatchObject({ kind: 'configuration' });
    app.setConfig('/session-worker.js', configFor(cognito, api), '2');
    await register(page);
    await signIn(page, user);
    await expectStatus(page, 'signedIn');
  });
});

test.describe('with an older worker in charge, a configuration that is not right', { tag: '@core' }, () => {
  const BAD = { userPool: { ...POOL, userPoolClientID: 'x' } };

  /** Remembers the worker in charge, in the page. */
  async function rememberWorker(tab: Page): Promise<void> {
    await tab.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      Object.assign(window, { workerInCharge: active });
    });
  }

  /** The refused one tells why before the browser has discarded it: not at once. */
  function isSameWorkerInCharge(tab: Page): Promise<boolean> {
    return tab.evaluate(async () => {
      const { active, waiting, installing } = await navigator.serviceWorker.ready;
      return (
        active === Reflect.get(window, 'workerInCharge') && active?.state === 'activated' && !waiting && !installing
      );
    });
  }

  test('is told where it is registered; the older worker serves the other tabs on, and the session outlives the repair', async ({
    app,
    openTab,
    context,
    user,
    cognito,
    api,
  }) => {
    const good: SessionWorkerConfig = configFor(cognito, api);
    const other = await openTab();
    await signIn(other, user);
    const { isSignedIn, ...before } = await askAll(other);
    expect(isSignedIn).toBe(true);
    await rememberWorker(other);

    app.setConfig('/session-worker.js', BAD, 'version 2');
    const tab = await openUnregistered(await context.newPage(), app.url);
    const error = await registrationError(tab);
    expect(error).toMatchObject({ kind: 'configuration' });
    expect(error?.message).toContain('userPool.userPoolClientID');
    expect(error?.message).toContain('did you mean userPoolClientId?');
    // And again, on the same page and after a reload.
    expect(await registrationError(tab)).toEqual(error);
    await openUnregistered(tab, app.url);
    expect(await registrationError(tab)).toEqual(error);

    await expect.poll(() => isSameWorkerInCharge(other)).toBe(true);
    expect(await askAll(other)).toEqual({ isSignedIn, ...before });
    await forceRefresh(other);
    const { jwt, ...after } = await askAll(other);
    expect(jwt).toMatchObject({ ok: true });
    expect(jwt).not.toEqual(before.jwt);
    expect(after).toMatchObject({ sub: before.sub, id: before.id });
    expect(await other.evaluate(async (url) => (await fetch(url)).status, `${api.url}/v1/orders`)).toBe(200);

    app.setConfig('/session-worker.js', good, 'version 3');
    await openUnregistered(tab, app.url);
    await register(tab);
    expect(await snapshotOf(tab)).toMatchObject({ status: 'signedIn', user: { username: user.username } });
    expect((await askAll(tab)).jwt).toMatchObject({ ok: true });
    await signOut(tab);
    await expectStatus(other, 'signedOut');
  });

  test('is reported in a tab that registered before, as an error that nobody handles', async ({
    app,
    openTab,
    user,
  }) => {
    const tab = await openTab();
    await signIn(tab, user);
    await rememberWorker(tab);
    app.setConfig('/session-worker.js', BAD, 'version 2');
    const reported = await tab.evaluate(async () => {
      const told = new Promise<{ readonly isAuthError: boolean; readonly message: string }>((resolve) => {
        addEventListener('error', ({ error }) =>
          resolve({ isAuthError: error instanceof window.library.AuthError, message: error?.message }),
        );
      });
      const registration = await navigator.serviceWorker.ready;
      await registration.update().catch(() => {}); // as the browser does by itself now and then
      return await told;
    });
    expect(reported.isAuthError).toBe(true);
    expect(reported.message).toContain('userPool.userPoolClientID');
    await expect.poll(() => isSameWorkerInCharge(tab)).toBe(true);
    await forceRefresh(tab);
    await expectStatus(tab, 'signedIn');
  });
});

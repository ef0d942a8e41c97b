import { stored } from '../account/call.js';
import type { LocalCognito } from '../cognito/local-cognito.js';
import {
  eventTypesOf,
  expect,
  expectStatus,
  type Page,
  type Person,
  signIn,
  signOut,
  test,
} from '../harness/fixtures.js';
import { forceRefresh, REFRESH } from '../session/ask.js';
import { arm, call, resultOf } from './armed-tab.js';
import { apply } from './attacks.js';
import { stringsInHeap } from './heap-snapshot.js';
import { findPieces, type IssuedSecrets, listenToIssuedSecrets } from './issued-secrets.js';
import { takeMessages, tapMessages } from './wiretap.js';

/** How a sign-in failed, or `undefined`. */
function failureOf(tab: Page, person: Person, authFlowType?: 'USER_PASSWORD_AUTH'): Promise<string | undefined> {
  return tab.evaluate(
    ({ input }) =>
      window.auth.signIn(input).then(
        () => undefined,
        (error: InstanceType<typeof window.library.AuthError>) => error.message,
      ),
    { input: { ...person, ...(authFlowType && { options: { authFlowType } }) } },
  );
}

function callApi(tab: Page, url: string): Promise<number> {
  return tab.evaluate(async (target) => (await fetch(target)).status, url);
}

/** The tokens, by the accessor; the page keeps what it got. */
function takeTokens(tab: Page): Promise<{ idToken: string; accessToken: string }> {
  return tab.evaluate(async () => {
    const session = await window.auth.fetchAuthSession();
    if (!window.library.isAuthCognitoTokensProvider(session)) throw new Error('the tokens are withheld');
    const tokens = (await session.getCognitoTokens()).get();
    Object.assign(window, { kept: tokens });
    return tokens;
  });
}

async function whileItFails(
  secrets: IssuedSecrets,
  cognito: LocalCognito,
  operation: string,
  exception: { readonly name: string; readonly message: string },
  work: () => Promise<unknown>,
): Promise<void> {
  const resume = secrets.pause();
  const fault = cognito.faults.add({ operation, fault: { kind: 'exception', ...exception } });
  await work();
  fault.remove();
  resume();
}

/**
 * Waits until nothing is due any more, and until this tab has heard all that it has asked for and will ask for nothing more by
 * itself: the sign-out that could not reach the service has left a revocation, and each tab an alarm for it.
 */
async function comeToRest(tab: Page): Promise<void> {
  await expect.poll(() => stored(tab)).toContain('"revocations":[]');
  // The first answer puts the alarm off. Had it rung just before, the second comes after what the worker answered to that.
  for (let n = 0; n < 2; n++) {
    await tab.evaluate(() => (Reflect.get(window.auth, 'synchronize') as () => Promise<unknown>)());
  }
}

/** All that an app does with a session but to ask for a token or for credentials. It ends with `user` signed in. */
async function useEverything(
  tab: Page,
  { user, cognito, apiUrl, secrets }: { user: Person; cognito: LocalCognito; apiUrl: string; secrets: IssuedSecrets },
): Promise<void> {
  // A guest.
  await tab.evaluate(async () => {
    const session = await window.auth.fetchAuthSession();
    if (window.library.isAuthCognitoIdentityProvider(session)) (await session.getIdentityId()).get();
    await window.auth.fetchAuthSession({ forceRefresh: true });
  });
  expect(await callApi(tab, apiUrl)).toBe(401);

  // Sign-ins that fail, and what the service says then: it repeats the password.
  expect(await failureOf(tab, { ...user, password: 'a-password-that-is-wrong' })).toBeDefined();
  const complaint = { name: 'InvalidParameterException', message: `1 validation error: ${user.password} is no good` };
  await whileItFails(secrets, cognito, 'InitiateAuth', complaint, async () => {
    expect(await failureOf(tab, user, 'USER_PASSWORD_AUTH')).toContain('InvalidParameterException');
  });

  // A sign-in, and tokens that are soon to be renewed.
  cognito.settings.accessTokenSeconds = 4;
  await signIn(tab, user);
  cognito.settings.accessTokenSeconds = 3600;
  await expect.poll(() => eventTypesOf(tab), { timeout: 30_000 }).toContain('tokenRefresh');
  expect(await callApi(tab, apiUrl)).toBe(200);
  await tab.evaluate(async () => {
    await window.auth.getCurrentUser();
    const session = await window.auth.fetchAuthSession();
    if (!window.library.isAuthCognitoIdentityProvider(session)) throw new Error('every session is one');
    (await session.getUserSub()).get();
    (await session.getIdentityId()).get();
  });
  await forceRefresh(tab);

  // A renewal that fails, and the service repeats the refresh token; one that has no answer; one that ends the session.
  const live = cognito.liveRefreshTokens(user.username).at(-1);
  const quote = { name: 'LambdaException', message: `Cannot use ${live}.` };
  await whileItFails(secrets, cognito, REFRESH, quote, () => forceRefresh(tab));
  await expect.poll(() => eventTypesOf(tab)).toContain('tokenRefresh_failure');
  cognito.online = false;
  await forceRefresh(tab);
  cognito.online = true;
  await forceRefresh(tab);
  const end = { name: 'NotAuthorizedException', message: `Refresh Token ${live} has been revoked` };
  await whileItFails(secrets, cognito, REFRESH, end, () => forceRefresh(tab));
  await expectStatus(tab, 'sessionExpired');
  expect(await callApi(tab, apiUrl)).toBe(401);

  // Again, by the flow that sends the password; out, everywhere; and once more while the service is out of reach.
  await tab.evaluate(
    (person) => window.auth.signIn({ ...person, options: { authFlowType: 'USER_PASSWORD_AUTH' } }),
    user,
  );
  await signOut(tab, { global: true });
  await signIn(tab, user);
  cognito.online = false;
  const { status } = await tab.evaluate(async () => {
    const output = await window.auth.signOut({ global: true });
    return { status: output.status };
  });
  expect(status).toBe('partial');
  cognito.online = true;
  await signIn(tab, user);
  expect(await callApi(tab, apiUrl)).toBe(200);
}

test.describe('in a whole run, from guest to sign-in, renewals, failures and sign-outs', () => {
  test.use({
    cognitoSettings: { rotation: { enabled: true, gracePeriodMs: 60_000 } },
  });

  test('no message brings a page any part of a token, and the accessor brings the ID and the access token alone', {
    tag: ['@core', '@playwright'],
  }, async ({ context, openTab, user, cognito, api }) => {
    await tapMessages(context);
    const secrets = listenToIssuedSecrets(cognito);
    const [tab, idle] = [await openTab(), await openTab()];
    const apiUrl = `${api.url}/v1/orders`;
    await useEverything(tab, { user, cognito, apiUrl, secrets });
    await expectStatus(idle, 'signedIn');
    await comeToRest(idle);

    const messages = [...(await takeMessages(tab)), ...(await takeMessages(idle))];
    expect(messages.filter((text) => text.includes('snapshot')).length).toBeGreaterThan(20);
    for (const kind of ['idToken', 'accessToken', 'refreshToken', 'awsSecret'] as const) {
      expect(secrets.of(kind).length, kind).toBeGreaterThan(3);
    }
    const confidential = [...secrets.all.map(({ value }) => value), user.password];
    expect(findPieces(messages, confidential)).toEqual([]);

    // What lies about in the page's storage, too.
    const inStorage = await idle.evaluate(async () => {
      const open = indexedDB.open('cognito-session-worker');
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error);
      });
      const read = database.transaction('vault').objectStore('vault').getAll();
      await new Promise((resolve) => {
        read.onsuccess = resolve;
      });
      database.close();
      const { port1, port2 } = new MessageChannel(); // whose messages are spelt out
      const heard = new Promise((resolve) => {
        port1.onmessage = resolve;
      });
      port2.postMessage([read.result, { ...localStorage }, { ...sessionStorage }, document.cookie]);
      await heard;
      return window.heard.splice(0);
    });
    expect(inStorage.join()).toContain('ciphertext');
    expect(findPieces(inStorage, confidential)).toEqual([]);

    const tokens = await takeTokens(tab);
    expect(tokens).toEqual({ idToken: secrets.of('idToken').at(-1), accessToken: secrets.of('accessToken').at(-1) });
    const answers = await takeMessages(tab);
    expect(answers.filter((text) => text.includes(tokens.idToken) && text.includes(tokens.accessToken))).toHaveLength(
      1,
    );
    const others = secrets.all
      .map(({ value }) => value)
      .filter((it) => it !== tokens.idToken && it !== tokens.accessToken);
    // A renewed token says much the same as the one before; what it says is no secret from who has the newer one.
    const known = new Set(findPieces([tokens.idToken, tokens.accessToken], others));
    expect(findPieces(answers, others).filter((piece) => !known.has(piece))).toEqual([]);
    expect(findPieces(answers, [...secrets.of('refreshToken'), ...secrets.of('awsSecret')])).toEqual([]);
    // The other tab hears news at most, of what the worker has done since, and nothing of the answer.
    const news = await takeMessages(idle);
    expect(news.filter((text) => !text.includes('type: snapshot'))).toEqual([]);
    expect(findPieces(news, confidential)).toEqual([]);
  });

  test('a page holds no part of a token on its heap, until it asks the accessor', async ({
    openTab,
    user,
    cognito,
    api,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'only Chromium shows what a page holds');
    const secrets = listenToIssuedSecrets(cognito);
    const tab = await openTab();
    await useEverything(tab, { user, cognito, apiUrl: `${api.url}/v1/orders`, secrets });
    const issued = secrets.all.map(({ value }) => value);
    const strings = await stringsInHeap(tab);
    expect(strings).toContain('fetchAuthSession');
    expect(findPieces(strings, issued)).toEqual([]);

    const { accessToken } = await takeTokens(tab);
    const stringsAfterwards = await stringsInHeap(tab);
    expect(findPieces(stringsAfterwards, [accessToken])).not.toEqual([]);
    expect(findPieces(stringsAfterwards, secrets.of('refreshToken'))).toEqual([]);
  });

  test('a page holds no part of a token on its heap after an hour of use, by the clock of the service', async ({
    openTab,
    user,
    cognito,
    api,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'only Chromium shows what a page holds');
    const secrets = listenToIssuedSecrets(cognito);
    cognito.settings.accessTokenSeconds = 300;
    cognito.settings.idTokenSeconds = 300;
    const tab = await openTab();
    await signIn(tab, user);
    for (let minutes = 0; minutes < 60; minutes += 5) {
      await forceRefresh(tab);
      for (let call = 0; call < 5; call++) {
        expect(await callApi(tab, `${api.url}/v1/orders`)).toBe(200);
        await tab.evaluate(() => Promise.all([window.auth.fetchAuthSession(), window.auth.getCurrentUser()]));
      }
      cognito.clock.offsetMs += 300_000;
    }
    expect(secrets.of('accessToken').length).toBeGreaterThanOrEqual(12);
    const strings = await stringsInHeap(tab);
    expect(strings).toContain('fetchAuthSession');
    expect(
      findPieces(
        strings,
        secrets.all.map(({ value }) => value),
      ),
    ).toEqual([]);
  });
});

test.describe('a policy that withholds the tokens', { tag: '@core' }, () => {
  test.use({ workerConfig: { providers: { cognitoTokens: false } } });

  test('makes the guard answer false, refuses a call that goes round it, and leaves the API calls authorised', {
    tag: '@playwright',
  }, async ({ context, openTab, user, cognito, api }) => {
    await tapMessages(context);
    const secrets = listenToIssuedSecrets(cognito);
    const tab = await openTab();
    await arm(tab);
    await signIn(tab, user);
    const granted = await tab.evaluate(async () => {
      const session = await window.auth.fetchAuthSession();
      return {
        identity: window.library.isAuthCognitoIdentityProvider(session),
        credentials: window.library.isAuthAWSCredentialsProvider(session),
        tokens: window.library.isAuthCognitoTokensProvider(session),
        hidden: 'getCognitoTokens' in session,
      };
    });
    expect(granted).toEqual({ identity: true, credentials: true, tokens: false, hidden: false });

    const { sessionId } = resultOf(await call(tab, apply(['fetchAuthSession'], {}))).value as { sessionId: string };
    expect(resultOf(await call(tab, apply(['getCognitoTokens'], sessionId)))).toMatchObject({
      ok: false,
      error: { kind: 'notAuthorized', message: expect.stringContaining('cognitoTokens') },
    });

    expect(await callApi(tab, `${api.url}/v1/orders`)).toBe(200);
    expect(api.requests).toMatchObject([{ outcome: 'authorized', caller: user.username }]);
    const issued = secrets.all.map(({ value }) => value);
    expect(findPieces(await takeMessages(tab), issued)).toEqual([]);
  });
});

test.describe('a policy that withholds the AWS credentials', { tag: '@core' }, () => {
  test.use({ workerConfig: { providers: { awsCredentials: false } } });

  test('makes the guard answer false, and refuses a call that goes round it', async ({ openTab, user }) => {
    const tab = await openTab();
    await arm(tab);
    await signIn(tab, user);
    const granted = await tab.evaluate(async () =>
      window.library.isAuthAWSCredentialsProvider(await window.auth.fetchAuthSession()),
    );
    expect(granted).toBe(false);
    const { sessionId } = resultOf(await call(tab, apply(['fetchAuthSession'], {}))).value as { sessionId: string };
    expect(resultOf(await call(tab, apply(['getAWSCredentials'], sessionId)))).toMatchObject({
      ok: false,
      error: { kind: 'notAuthorized', message: expect.stringContaining('awsCredentials') },
    });
  });
});

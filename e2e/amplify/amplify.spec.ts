import type { ResourcesConfig } from 'aws-amplify';
import type { ProtectedApi } from '../api/protected-api.js';
import { type SignedApi, startSignedApi } from '../api/signed-api.js';
import type { LocalCognito } from '../cognito/local-cognito.js';
import { bundle } from '../harness/bundle.js';
import { test as base, expect, expectStatus, type Page, signIn, signOut } from '../harness/fixtures.js';
import { askAll, REFRESH } from '../session/ask.js';
import { type BucketRequest, routeBucket } from './route-bucket.js';

const AMPLIFY_HEADERS = ['X-Amz-User-Agent', 'X-Amz-Content-Sha256', 'Content-MD5'];

const test = base.extend<{ signedApi: SignedApi; bucket: BucketRequest[]; tab: Page }>({
  signedApi: async ({ cognito }, use) => {
    const api = await startSignedApi(cognito, { moreHeaders: AMPLIFY_HEADERS });
    await use(api);
    await api.close();
  },
  bucket: async ({ context, cognito }, use) => use(await routeBucket(context, cognito)),
  /** A tab in which Amplify is configured as usual, but for its second argument. */
  tab: async ({ app, api, cognito, openTab, signedApi }, use) => {
    app.setResource('/amplify', {
      type: 'text/html',
      body: '<!doctype html><title>Amplify</title><script type="module" src="/amplify-page.js"></script>',
    });
    app.setResource('/amplify-page.js', {
      type: 'text/javascript',
      body: () => bundle({ entry: 'e2e/amplify/amplify-page.ts', format: 'esm' }),
    });
    const tab = await openTab({ path: '/amplify' });
    await tab.evaluate((resources) => window.amplifySession.configure(resources), resourcesOf(cognito, api, signedApi));
    await use(tab);
  },
});

function resourcesOf(cognito: LocalCognito, api: ProtectedApi, signedApi: SignedApi): ResourcesConfig {
  const { userPoolId, userPoolClientId, identityPoolId } = cognito;
  return {
    Auth: { Cognito: { userPoolId, userPoolClientId, identityPoolId, allowGuestAccess: true } },
    API: {
      REST: {
        // By another name than that of the worker's rule, so that what Amplify sends is what arrives.
        bearer: { endpoint: api.urlOn('localhost') },
        signed: { endpoint: signedApi.url, region: 'eu-west-1', service: 'execute-api' },
      },
    },
    Storage: { S3: { bucket: 'example-bucket', region: 'eu-west-1' } },
  };
}

const sessionOf = (tab: Page, options?: { forceRefresh?: boolean }) =>
  tab.evaluate((given) => window.amplifySession.session(given), options);

test.describe('Amplify', () => {
  test('shows the session as it is, and stores none of its own', async ({ tab, user, cognito }) => {
    const guest = await sessionOf(tab);
    expect(guest).toMatchObject({ accessToken: undefined, userSub: undefined, identityId: expect.any(String) });

    await signIn(tab, user);
    const present = await sessionOf(tab);
    const { sub, id, aws, jwt } = await askAll(tab);
    expect({ ok: true, value: present.userSub }).toEqual(sub);
    expect({ ok: true, value: present.identityId }).toEqual(id);
    expect({ ok: true, value: present.accessKeyId }).toEqual(aws);
    expect(jwt).toMatchObject({ ok: true, value: { accessToken: present.accessToken } });
    expect(present.username).toBe(user.username);

    await tab.evaluate(() => window.amplifySession.clearCredentials());
    expect(await sessionOf(tab)).toEqual(present);
    const before = [cognito.count(REFRESH), cognito.count('GetCredentialsForIdentity')] as [number, number];
    const forced = await sessionOf(tab, { forceRefresh: true });
    expect(forced.accessToken).not.toBe(present.accessToken);
    expect(forced.accessKeyId).not.toBe(present.accessKeyId);
    expect([cognito.count(REFRESH), cognito.count('GetCredentialsForIdentity')]).toEqual([
      before[0] + 1,
      before[1] + 1,
    ]);

    const stored = await tab.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(stored).not.toMatch(/CognitoIdentity|com\.amplify|eyJ/);
    await signOut(tab);
    expect(await sessionOf(tab)).toMatchObject({ accessToken: undefined, userSub: undefined });
  });

  test('calls REST APIs with its tokens and its signatures, and stores objects', async ({
    tab,
    user,
    signedApi,
    bucket,
  }) => {
    await signIn(tab, user);
    const { identityId } = await sessionOf(tab);
    expect(await tab.evaluate(() => window.amplifySession.call('bearer', '/v1/orders', 'bearer'))).toMatchObject({
      caller: user.username,
    });
    expect(await tab.evaluate(() => window.amplifySession.call('signed', '/prod/orders'))).toEqual({ identityId });
    const stored = tab.evaluate(() => window.amplifySession.store('public/a b/é.txt', 'an object'));
    expect(await stored).toBe('an object');
    expect(bucket.map(({ method, verdict }) => [method, verdict.ok])).toEqual([
      ['PUT', true],
      ['GET', true],
    ]);
    expect(signedApi.requests).toHaveLength(1);
  });

  test.describe('of an app that keeps its tokens to the worker', () => {
    test.use({ workerConfig: { providers: { cognitoTokens: false } } });

    test('signs all the same, and has no tokens', async ({ tab, user, signedApi }) => {
      await signIn(tab, user);
      await expectStatus(tab, 'signedIn');
      const session = await sessionOf(tab);
      expect(session.accessToken).toBeUndefined();
      expect(await tab.evaluate(() => window.amplifySession.call('signed', '/prod/orders'))).toEqual({
        identityId: session.identityId,
      });
      expect(signedApi.requests.map(({ verdict }) => verdict.ok)).toEqual([true]);
    });
  });
});

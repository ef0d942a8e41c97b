import { type SignedApi, startSignedApi } from '../api/signed-api.js';
import { bundle } from '../harness/bundle.js';
import { test as base, expect, type Page, signIn, signOut } from '../harness/fixtures.js';
import { waitUntil } from '../session/ask.js';

const BEHIND_MS = 7_200_000;

/** What a bucket's CORS configuration has to allow for the SDK. */
const SDK_HEADERS = [
  'Amz-Sdk-Invocation-Id',
  'Amz-Sdk-Request',
  'X-Amz-User-Agent',
  'X-Amz-Checksum-CRC32',
  'X-Amz-Sdk-Checksum-Algorithm',
  'X-Amz-Checksum-Mode',
];

const test = base.extend<{ bucket: SignedApi; tab: Page }>({
  /** Checks signatures as S3 does. */
  bucket: async ({ cognito }, use) => {
    const api = await startSignedApi(cognito, { moreHeaders: SDK_HEADERS });
    await use(api);
    await api.close();
  },
  /** A tab with one S3 client, made before anybody has signed in. */
  tab: async ({ app, openTab, bucket }, use) => {
    app.setResource('/aws-sdk', {
      type: 'text/html',
      body: '<!doctype html><title>AWS SDK</title><script type="module" src="/aws-sdk-page.js"></script>',
    });
    app.setResource('/aws-sdk-page.js', {
      type: 'text/javascript',
      body: () => bundle({ entry: 'e2e/aws-sdk/aws-sdk-page.ts', format: 'esm' }),
    });
    const tab = await openTab({ path: '/aws-sdk' });
    await tab.evaluate((url) => window.awsSdk.connect(url), bucket.url);
    await use(tab);
  },
});

test.describe('the AWS SDK’s S3 client', () => {
  const get = (tab: Page) => tab.evaluate(() => window.awsSdk.get('orders.json'));
  const signers = ({ requests }: SignedApi) => requests.map(({ verdict }) => verdict.ok && verdict.credentials);

  test('signs with the credentials of whoever is there, with each one’s from the moment they sign in', async ({
    tab,
    user,
    cognito,
    bucket,
  }) => {
    const grace = { username: 'grace', password: 'Nanosecond-Wire-1952' };
    cognito.createUser(grace);
    await get(tab); // a guest
    await signIn(tab, user);
    await tab.evaluate(() => window.awsSdk.put('a b/é$.txt', 'an object'));
    await get(tab);
    await signOut(tab);
    await signIn(tab, grace);
    await get(tab);

    expect(bucket.requests.map(({ method, verdict }) => [method, verdict.ok])).toEqual([
      ['GET', true],
      ['PUT', true],
      ['GET', true],
      ['GET', true],
    ]);
    expect(bucket.requests[1]?.body.toString()).toContain('an object');
    const [guest, ada, adaAgain, graces] = signers(bucket).map((credentials) => credentials || undefined);
    expect(ada?.accessKeyId).not.toBe(guest?.accessKeyId);
    expect(adaAgain?.accessKeyId).toBe(ada?.accessKeyId); // remembered: nothing was renewed in between
    expect(graces?.identityId).not.toBe(ada?.identityId);
  });

  test.describe('whose machine’s clock is two hours behind', () => {
    // So long that a busy machine signs and sends before they expire.
    test.use({ cognitoSettings: { credentialsSeconds: 12 } });

    test('signs with renewed credentials once the first have expired', { tag: '@waits' }, async ({
      tab,
      user,
      cognito,
      bucket,
    }) => {
      cognito.clock.offsetMs = BEHIND_MS;
      await tab.evaluate(([url, ms]) => window.awsSdk.connect(url, ms), [bucket.url, BEHIND_MS] as const);
      await signIn(tab, user);
      await get(tab);
      const [first] = bucket.requests;
      if (!first?.verdict.ok) throw new Error('the first request is not signed as it should be');
      await waitUntil(first.verdict.credentials.expiresAt - BEHIND_MS);
      await get(tab);
      expect(bucket.requests.map(({ verdict }) => verdict.ok)).toEqual([true, true]);
      expect(new Set(signers(bucket)).size).toBe(2);
    });
  });

  test.describe('of an app that keeps credentials to its worker', () => {
    test.use({ workerConfig: { providers: { awsCredentials: false } } });

    test('is told so, and sends nothing', async ({ tab, user, bucket }) => {
      await signIn(tab, user);
      expect(await get(tab)).toBe('AuthError notAuthorized');
      expect(bucket.requests).toEqual([]);
    });
  });
});

import { type SignedApi, startSignedApi } from '../api/signed-api.js';
import { test as base, expect, type Page, signIn } from '../harness/fixtures.js';
import { startWitnessServer } from './witness-server.js';

const SCOPE = { service: 'execute-api', region: 'eu-west-1' };
const HOUR_MS = 3_600_000;

const test = base.extend<{ signedApi: SignedApi; tab: Page }>({
  signedApi: async ({ cognito }, use) => {
    const api = await startSignedApi(cognito);
    await use(api);
    await api.close();
  },
  /** A tab of an app whose worker signs, and gives no page the credentials it signs with. */
  tab: async ({ app, cognito, openTab, signedApi }, use) => {
    const { userPoolId, userPoolClientId, identityPoolId, url: endpoint } = cognito;
    app.setConfig('/session-worker.js', {
      userPool: { userPoolId, userPoolClientId, endpoint },
      identityPool: { identityPoolId, endpoint, allowGuestAccess: true },
      providers: { awsCredentials: false },
      attach: [
        { url: `${signedApi.url}/prod/`, sigv4: SCOPE },
        { url: `${signedApi.url}/bucket/`, sigv4: { ...SCOPE, service: 's3' } },
      ],
    });
    await use(await openTab());
  },
});

test.describe('a signature that the AWS SDK’s signer finds right', { tag: '@core' }, () => {
  test("is on requests of every kind, though the service's clock is two hours ahead", async ({
    tab,
    user,
    cognito,
    signedApi,
  }) => {
    cognito.clock.offsetMs = 2 * HOUR_MS;
    await signIn(tab, user);
    const statuses = await tab.evaluate(async (api) => {
      const form = new FormData();
      form.set('file', new File([new Uint8Array([0, 255, 13, 10])], 'böse".bin', { type: 'image/png' }));
      const json = {
        method: 'POST',
        body: '{"a":"é"}',
        headers: { 'Content-Type': 'application/json', 'X-Test': 'x' },
      };
      const requests: [path: string, init?: RequestInit][] = [
        ['/prod/things?b=2&a=1&a=%20&empty=&flag'],
        ["/prod/a b/é/$x/%2F/!'()*~"],
        ['/prod/head', { method: 'HEAD' }],
        ['/prod/json', json],
        ['/prod/form', { method: 'PUT', body: form }],
        ['/prod/blob', { method: 'PATCH', body: new Blob(['bytes']) }],
        ['/prod/parameters', { method: 'POST', body: new URLSearchParams({ a: '1 2' }) }],
        ['/prod/empty', { method: 'POST' }],
        ['/prod/delete', { method: 'DELETE', cache: 'no-store' }],
        ['/bucket/a b/é$.txt?list-type=2', { method: 'PUT', body: new Blob(['object'], { type: 'text/plain' }) }],
      ];
      const all: number[] = [];
      for (const [path, init] of requests) all.push((await fetch(api + path, init)).status);
      await new Promise<void>((resolve, reject) => {
        const source = new EventSource(`${api}/prod/events`);
        source.onerror = () => reject(new Error('the event source failed'));
        source.onmessage = () => {
          source.close();
          resolve();
        };
      });
      return all;
    }, signedApi.url);
    const refused = signedApi.requests.filter(({ verdict }) => !verdict.ok);
    expect(refused.map(({ path, verdict }) => [path, verdict])).toEqual([]);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(signedApi.requests).toHaveLength(11);
    const bodyOf = (path: string) =>
      signedApi.requests.find((request) => request.path.startsWith(path))?.body.toString();
    expect(bodyOf('/prod/json')).toBe('{"a":"é"}');
    expect(bodyOf('/prod/form')).toContain('image/png');
    expect(bodyOf('/bucket/')).toBe('object');
    expect(signedApi.requests[3]?.headers['x-test']).toBe('x');
  });

  test('follows no redirect to another origin, nor any other', async ({ tab, user, signedApi }) => {
    const elsewhere = await startWitnessServer();
    try {
      await signIn(tab, user);
      const names = await tab.evaluate(
        async ({ own, other }) => {
          const to = (url: string, init?: RequestInit) =>
            fetch(`${own}/prod/to?url=${encodeURIComponent(url)}`, init).then(
              ({ type }) => type,
              (error: Error) => error.name,
            );
          return [await to(other), await to(`${own}/prod/things`), await to(other, { redirect: 'manual' })];
        },
        { own: signedApi.url, other: `${elsewhere.url}/v1/things` },
      );
      expect(names).toEqual(['TypeError', 'TypeError', 'opaqueredirect']);
      expect(elsewhere.requests).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });
});

test('a guest signs with credentials of its own, and whoever signs in with theirs', async ({
  tab,
  user,
  signedApi,
}) => {
  const identity = () => tab.evaluate(async (url) => (await fetch(url)).json(), `${signedApi.url}/prod/me`);
  const guest = await identity();
  await signIn(tab, user);
  expect(guest).toEqual({ identityId: expect.stringMatching(/^eu-west-1:/) });
  expect(await identity()).toEqual(guest); // the identity that the guest had becomes the user's
  const keys = signedApi.requests.map(({ verdict }) => verdict.ok && verdict.credentials.accessKeyId);
  expect(new Set(keys).size).toBe(2);
});

test('credentials that the service calls expired are renewed once, and the request repeated', async ({
  tab,
  user,
  cognito,
  signedApi,
}) => {
  await signIn(tab, user);
  const post = () =>
    tab.evaluate(
      async (url) => (await fetch(url, { method: 'POST', body: 'a text' })).status,
      `${signedApi.url}/prod/orders`,
    );
  expect(await post()).toBe(200);
  signedApi.expireSeen();
  const before = cognito.count('GetCredentialsForIdentity');
  expect(await post()).toBe(200);
  expect(cognito.count('GetCredentialsForIdentity')).toBe(before + 1);
  expect(signedApi.requests.map(({ body, verdict }) => [verdict.ok, body.toString()])).toEqual([
    [true, 'a text'],
    [false, 'a text'],
    [true, 'a text'],
  ]);
});

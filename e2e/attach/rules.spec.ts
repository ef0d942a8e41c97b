import type { LocalCognito } from '../cognito/local-cognito.js';
import { sessionWorkerScript } from '../harness/app-server.js';
import { expect, type Page, signIn, signOut } from '../harness/fixtures.js';
import { REFRESH } from '../session/ask.js';
import { test } from './fixtures.js';
import type { WitnessServer } from './witness-server.js';

declare global {
  interface Window {
    /** The first message of an event source. */
    firstMessage: Promise<string>;
  }
}

test.describe('a rule that answers 401 when nobody is signed in', () => {
  test.use({ ruleFields: { whenSignedOut: 'unauthorized', methods: ['GET'] } });

  test('does so in the place of the API, for its methods', { tag: '@core' }, async ({ tab, witness }) => {
    const read = (method: string) =>
      tab.evaluate(
        async ({ url, verb }) => {
          const response = await fetch(url, { method: verb });
          return {
            status: response.status,
            challenge: response.headers.get('WWW-Authenticate'),
            ...(await response.json()),
          };
        },
        { url: `${witness.url}/v1/orders`, verb: method },
      );
    expect(await read('GET')).toMatchObject({ status: 200 });
    await signOut(tab);
    expect(await read('GET')).toMatchObject({ status: 401, challenge: 'Bearer', error: { kind: 'signedOut' } });
    expect(await read('POST')).toMatchObject({ status: 200 });
    expect(witness.requests.map(({ method, bearer }) => [method, bearer !== undefined])).toEqual([
      ['GET', true],
      ['POST', false],
    ]);
  });
});

test.describe('a rule that overrides', () => {
  test.use({ ruleFields: { overrideAuthorization: true } });

  test("puts its token in the place of the caller's own", async ({ tab, witness }) => {
    await tab.evaluate((url) => fetch(url, { headers: { Authorization: 'Basic YTpi' } }), `${witness.url}/v1/orders`);
    expect(witness.only('/v1/orders').bearer).toMatch(/^eyJ/);
  });
});

test('an API that calls the token expired gets the request again, whole, with a new one', { tag: '@core' }, async ({
  tab,
  witness,
  cognito,
}) => {
  const answered = tab.evaluate(async (url) => {
    const form = new FormData();
    form.set('file', new Blob(['content'], { type: 'text/plain' }), 'file.txt');
    // Each has an address of its own: for one address the browser's cache lets a request wait for the answer to another.
    const requests = [
      fetch(`${url}&1`, { method: 'POST', body: form }),
      fetch(`${url}&2`, { method: 'PUT', body: 'a text' }),
      fetch(`${url}&3`),
      fetch(`${url}&4`, { method: 'DELETE' }),
    ];
    return (await Promise.all(requests)).map(({ status }) => status);
  }, `${witness.url}/v1/picky?held`);
  // All four with the same token: one that left after a refresh would have the new one at once.
  await expect.poll(() => witness.requests.length).toBe(4);
  witness.finish();
  expect(await answered).toEqual([200, 200, 200, 200]);
  expect(cognito.count(REFRESH)).toBe(1);
  for (const method of ['POST', 'PUT', 'GET', 'DELETE']) {
    const bodies = witness.requests.filter((request) => request.method === method).map(({ body }) => body.toString());
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
  }
  expect(new Set(witness.requests.map(({ bearer }) => bearer)).size).toBe(2);
});

test('an API that calls the token expired once somebody else is signed in does not get the request again with theirs', async ({
  tab,
  witness,
  cognito,
  user,
}) => {
  const grace = { username: 'grace', password: user.password };
  cognito.createUser(grace);
  const answered = tab.evaluate(
    async (url) => (await fetch(url, { method: 'POST', body: 'of the first' })).status,
    `${witness.url}/v1/picky?held`,
  );
  await witness.hanging;
  await signOut(tab);
  await signIn(tab, grace);
  witness.finish();
  expect(await answered).toBe(401);
  expect(witness.requests).toHaveLength(1);
});

/** Lets the token expire while the user pool cannot be reached, which shows in a 503. Answers how to ask the API. */
async function outliveToken(tab: Page, witness: WitnessServer, cognito: LocalCognito): Promise<() => Promise<number>> {
  cognito.settings.accessTokenSeconds = 4;
  const ask = () => tab.evaluate(async (url) => (await fetch(url)).status, `${witness.url}/v1/picky`);
  expect(await ask()).toBe(200); // renewed once, for the API is picky: into a token that lives 4 s
  cognito.faults.add({ operation: REFRESH, fault: { kind: 'status', status: 500 } });
  await expect.poll(ask, { timeout: 20_000 }).toBe(503);
  return ask;
}

test('while the user pool cannot be reached and the token has expired, the answer is 503, and not a sign-out', async ({
  tab,
  witness,
  cognito,
}) => {
  const ask = await outliveToken(tab, witness, cognito);
  cognito.faults.clear();
  await expect.poll(ask, { timeout: 20_000 }).toBe(200);
});

test('an EventSource outlives a time in which its token cannot be renewed', { tag: '@core' }, async ({
  tab,
  witness,
  cognito,
}) => {
  await outliveToken(tab, witness, cognito);
  const isTrying = await tab.evaluate(async (url) => {
    const source = new EventSource(url);
    window.firstMessage = new Promise((resolve) => {
      source.onmessage = ({ data }) => resolve(data);
    });
    await new Promise((resolve) => source.addEventListener('error', resolve, { once: true }));
    return source.readyState === EventSource.CONNECTING;
  }, `${witness.url}/v1/events`);
  expect(isTrying).toBe(true);
  cognito.faults.clear();
  expect(await tab.evaluate(() => window.firstMessage)).toBe('hello');
});

test('in development, a no-cors request that a rule covers is an error that says why', async ({
  app,
  openTab,
  witness,
  cognito,
}) => {
  const { userPoolId, userPoolClientId, url: endpoint } = cognito;
  const config = {
    userPool: { userPoolId, userPoolClientId, endpoint },
    attach: [{ url: `${witness.url}/v1/`, bearer: 'accessToken' }],
  };
  // What a developer would see in the console is passed on to the page.
  const passOn = `addEventListener('error', async ({ message }) => {
    for (const client of await clients.matchAll()) client.postMessage({ message });
  });`;
  app.setResource('/session-worker.js', {
    type: 'text/javascript',
    body: async () => passOn + (await sessionWorkerScript(config, '1')),
  });
  const tab = await openTab();
  const message = await tab.evaluate(async (url) => {
    const told = new Promise<string>((resolve) => {
      navigator.serviceWorker.addEventListener('message', ({ data }) => data.message && resolve(data.message));
    });
    await fetch(url, { mode: 'no-cors' });
    return await told;
  }, `${witness.url}/v1/opaque?secret=1`);
  expect(message).toContain(`A no-cors request to ${witness.url}/v1/opaque goes out without authorization`);
  expect(message).not.toContain('secret');
  expect(witness.only('/v1/opaque').headers.authorization).toBeUndefined();
});

import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, register, signIn, test } from '../harness/fixtures.js';
import { serveSealed } from './sealed-app.js';

test('a page works under the policies of docs/threat-model.md, and they leave it no worker but the app’s', async ({
  app,
  cognito,
  api,
  page,
  user,
}) => {
  const nonce = 'bm9uY2U';
  app.setResource('/strict', {
    type: 'text/html',
    headers: {
      'Content-Security-Policy': [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' 'strict-dynamic'`,
        `worker-src ${app.url}/session-worker.js`,
        `connect-src ${api.url}`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types default',
      ].join('; '),
    },
    body: `<!doctype html><html lang="en"><title>Strict</title><script nonce="${nonce}">
      const worker = new URL('/session-worker.js', location.origin).href;
      trustedTypes.createPolicy('default', { createScriptURL: (url) => (url === worker ? url : null) });
    </script><script type="module" nonce="${nonce}" src="/test-page.js"></script></html>`,
  });
  const workerPolicy = `default-src 'none'; connect-src ${cognito.url} ${api.url}`;
  serveSealed(
    app,
    { ...configFor(cognito, api), sealing: 'script-required' },
    { 'Content-Security-Policy': workerPolicy },
  );
  await page.goto(`${app.url}/strict`);
  await register(page);
  await signIn(page, user);
  await expectStatus(page, 'signedIn');
  expect(await page.evaluate(async (url) => (await fetch(url)).status, `${api.url}/v1/orders`)).toBe(200);

  app.setResource('/other-worker.js', { type: 'text/javascript', body: 'self.other = true;' });
  const refused = await page.evaluate(async (cognitoUrl) => {
    const outcome = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        () => 'refused',
      );
    const policy = trustedTypesOf(window);
    return [
      await outcome((async () => navigator.serviceWorker.register('/other-worker.js', { scope: '/other/' }))()),
      await outcome(fetch(cognitoUrl)),
      policy === undefined,
    ];
    function trustedTypesOf(scope: object): unknown {
      try {
        return Reflect.get(scope, 'trustedTypes').createPolicy('another', {});
      } catch {
        return undefined;
      }
    }
  }, cognito.url);
  expect(refused).toEqual(['refused', 'refused', true]);
});

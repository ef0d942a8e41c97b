import { bundle } from '../harness/bundle.js';
import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, register, signIn, test } from '../harness/fixtures.js';

test('an app’s own Workbox worker precaches and routes, and holds the session @core', async ({
  app,
  api,
  cognito,
  context,
  openTab,
  user,
}) => {
  const script = await bundle({ entry: 'e2e/composition/workbox-worker.ts', format: 'iife' });
  const manifest = ['/', '/test-page.js', '/blank'].map((url) => ({ url, revision: '1' }));
  app.setResource('/session-worker.js', {
    type: 'text/javascript',
    body: `const CONFIG = ${JSON.stringify(configFor(cognito, api))};\nconst MANIFEST = ${JSON.stringify(manifest)};\n${script}`,
  });
  const tab = await openTab();
  await signIn(tab, user);
  const answers = await tab.evaluate(async (url) => {
    const [own, orders, open] = await Promise.all([
      fetch('/own/page'),
      fetch(`${url}/v1/orders`),
      fetch(`${url}/open/`),
    ]);
    return {
      own: await own.text(),
      caller: ((await orders.json()) as { caller: string }).caller,
      routes: [orders, open].map(({ headers }) => headers.get('X-Route')),
    };
  }, api.url);
  expect(answers).toEqual({ own: 'own /own/page', caller: user.username, routes: [null, 'wide'] });
  expect(api.requests.filter(({ path }) => path === '/v1/orders')).toHaveLength(1);

  // Without its server the app starts from the precache, with the session of before.
  for (const { url } of manifest) app.removeResource(url);
  const offline = await context.newPage();
  await offline.goto(app.url);
  await register(offline);
  await expectStatus(offline, 'signedIn');
});

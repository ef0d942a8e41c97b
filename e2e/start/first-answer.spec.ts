import { bundle } from '../harness/bundle.js';
import { configFor } from '../harness/config-for.js';
import { expect, type Page, signIn, stopWorkers, test } from '../harness/fixtures.js';

/** The parts of the worker that this life of it has evaluated beyond what it evaluates at its start, asked past the library. */
function evaluatedParts(tab: Page): Promise<readonly string[]> {
  return tab.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    active?.postMessage('parts', [port2]);
    return await new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
  });
}

test('a stopped worker evaluates nothing for its first answer but what it evaluates at once', async ({
  app,
  api,
  cognito,
  openTab,
  user,
}) => {
  const script = await bundle({ entry: 'e2e/harness/session-worker.ts', format: 'iife', report: 'reportPart' });
  const head = [
    `const CONFIG = ${JSON.stringify(configFor(cognito, api))};`,
    'const parts = [];',
    'const reportPart = (name) => parts.push(name);',
    "addEventListener('message', ({ data, ports: [port] }) => data === 'parts' && port.postMessage(parts));",
  ];
  app.setResource('/session-worker.js', { type: 'text/javascript', body: `${head.join('\n')}\n${script}` });
  const tab = await openTab();
  await signIn(tab, user);
  expect(await evaluatedParts(tab)).not.toEqual([]); // for the sign-in
  await tab.evaluate(async () => (await window.auth.fetchAuthSession({ forceRefresh: true })).isSignedIn);

  await stopWorkers(tab);
  expect(await tab.evaluate(async () => (await window.auth.fetchAuthSession()).isSignedIn)).toBe(true);
  expect(await evaluatedParts(tab)).toEqual([]);
});

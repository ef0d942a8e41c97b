import type { Remote } from 'comlink';
import { bundle } from '../harness/bundle.js';
import { configFor } from '../harness/config-for.js';
import { expect, signIn, stopWorkers, test } from '../harness/fixtures.js';
import { serveWorker } from './serve-worker.js';

declare global {
  interface Window {
    wrap: typeof import('comlink').wrap;
    /** The worker by a port, as Comlink's own example for service workers has it. */
    overPort: Remote<{ greet(): string }>;
  }
}

/** A session worker that exposes something through Comlink's own transport as well. */
const WORKER = `
  import { expose } from 'comlink';
  import { startSessionWorker } from './sw/index.js';
  startSessionWorker(CONFIG);
  self.addEventListener('message', ({ data, ports }) => {
    if (data === 'expose') expose({ greet: () => 'good day' }, ports[0]);
  });
`;

test('comlink #637: a call to a stopped worker is answered, where a call over a port stays pending for ever', async ({
  app,
  api,
  cognito,
  openTab,
  user,
}) => {
  await serveWorker(app, configFor(cognito, api), WORKER);
  const tab = await openTab();
  await signIn(tab, user);
  const source = "import { wrap } from 'comlink';\nObject.assign(window, { wrap });";
  await tab.addScriptTag({ content: await bundle({ entry: { source }, format: 'iife' }) });
  const greeting = await tab.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    active?.postMessage('expose', [port2]);
    window.overPort = window.wrap(port1);
    return await window.overPort.greet();
  });
  expect(greeting).toBe('good day');

  await stopWorkers(tab);
  const answers = await tab.evaluate(async () => {
    let overPort = 'pending';
    window.overPort.greet().then((greeting) => {
      overPort = greeting;
    });
    const sessions: boolean[] = [];
    for (let n = 0; n < 5; n++) sessions.push((await window.auth.fetchAuthSession()).isSignedIn);
    return { sessions, overPort };
  });
  expect(answers).toEqual({ sessions: [true, true, true, true, true], overPort: 'pending' });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../bin/run-command.js';
import { openUnregistered, registrationError } from '../configuration/registration.js';
import { configFor } from '../harness/config-for.js';
import { test as base, expect, expectStatus, register, signIn } from '../harness/fixtures.js';
import { readyMadeWorker } from '../tools/worker-scripts.js';

const SCRIPT = '/cognito-session-worker.js';
const CONFIG = '/cognito-session-worker.config.js';

const test = base.extend<{ folder: string; configure: (config: unknown) => Promise<void> }>({
  /** The app's public folder, in which the command has been run. */
  folder: async ({}, use) => {
    const root = await mkdtemp(join(tmpdir(), 'cognito-session-worker-'));
    const built = join(root, 'built.js');
    await writeFile(built, await readyMadeWorker());
    await runCommand(['init', root], built);
    await use(root);
    await rm(root, { recursive: true });
  },
  /** Fills in the configuration. */
  configure: async ({ folder }, use) => {
    await use((config) => writeFile(join(folder, CONFIG), `self.sessionWorkerConfig = ${JSON.stringify(config)};`));
  },
});

test.beforeEach(({ app, folder }) => {
  for (const path of [SCRIPT, CONFIG]) {
    app.setResource(path, {
      type: 'text/javascript',
      body: () => readFile(join(folder, path), 'utf8'),
      // As many servers have it for scripts: what is new has to arrive all the same.
      headers: { 'Cache-Control': 'max-age=3600' },
    });
  }
});

test('an app without a bundler signs in once its configuration is filled in, and follows changes in it @core', async ({
  app,
  api,
  cognito,
  page,
  user,
  configure,
}) => {
  await openUnregistered(page, app.url);
  expect(await registrationError(page, SCRIPT)).toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('userPool.userPoolId'),
  });

  const config = configFor(cognito, api);
  await configure(config);
  await register(page, SCRIPT);
  await signIn(page, user);
  expect(await page.evaluate(async (url) => (await fetch(url)).status, `${api.url}/v1/orders`)).toBe(200);

  await configure({ ...config, userPool: { ...config.userPool, userPoolId: 'nonsense' } });
  await openUnregistered(page, app.url);
  expect(await registrationError(page, SCRIPT)).toMatchObject({ message: expect.stringContaining('userPoolId') });
  await configure(config);
  await openUnregistered(page, app.url);
  await register(page, SCRIPT);
  await expectStatus(page, 'signedIn');
});

test('what is missing is named, and the command that makes it', async ({ app, page, folder }) => {
  const command = expect.stringContaining('npx cognito-session-worker init');
  await openUnregistered(page, app.url);
  await writeFile(join(folder, CONFIG), 'const sessionWorkerConfig = {};');
  expect(await registrationError(page, SCRIPT)).toMatchObject({
    kind: 'configuration',
    message: 'cognito-session-worker.config.js does not set self.sessionWorkerConfig.',
    recoverySuggestion: command,
  });
  app.removeResource(CONFIG);
  expect(await registrationError(page, SCRIPT)).toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/^cognito-session-worker\.config\.js could not be loaded/),
    recoverySuggestion: command,
  });
  app.removeResource(SCRIPT);
  expect(await registrationError(page, SCRIPT)).toMatchObject({ kind: 'configuration', recoverySuggestion: command });
});

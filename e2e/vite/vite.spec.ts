import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createServer, type InlineConfig, preview } from 'vite';
import { sessionWorker } from '../../bin/vite/index.js';
import { configFor } from '../harness/config-for.js';
import { test as base, expect, expectStatus, type Page, register, signIn } from '../harness/fixtures.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

const test = base.extend<{
  outDir: string;
  vite: InlineConfig;
  expectSession: (page: Page, url: string) => Promise<void>;
}>({
  outDir: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'cognito-session-worker-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  vite: async ({ cognito, api, outDir }, use) =>
    use({
      configFile: false,
      root: join(PROJECT, 'e2e/vite/app'),
      cacheDir: join(outDir, 'cache'),
      logLevel: 'error',
      define: { CONFIG: JSON.stringify(configFor(cognito, api)) },
      plugins: [sessionWorker({ entry: 'session-worker.ts' })],
      build: { outDir: join(outDir, 'site'), emptyOutDir: true },
      // The app's sources are the project's; what it depends on is left as it is, so that no page is loaded again.
      server: { port: 0, host: 'localhost', hmr: false, fs: { allow: [PROJECT] } },
      preview: { port: 0, host: 'localhost' },
      optimizeDeps: { noDiscovery: true },
    }),
  expectSession: async ({ user, api }, use) =>
    use(async (page, url) => {
      await page.goto(url);
      await register(page);
      await signIn(page, user);
      await expectStatus(page, 'signedIn');
      const orders = page.evaluate(async (of) => (await fetch(of)).json(), `${api.url}/v1/orders`);
      expect(await orders).toMatchObject({ caller: user.username });
    }),
});

test('an app that Vite has built has its worker in one file beside its pages', async ({
  vite,
  outDir,
  page,
  expectSession,
}) => {
  await build(vite);
  expect((await readdir(join(outDir, 'site'))).sort()).toEqual(['assets', 'index.html', 'session-worker.js']);
  const server = await preview(vite);
  try {
    await expectSession(page, server.resolvedUrls?.local[0] ?? '');
  } finally {
    await server.close();
  }
});

test('Vite’s development server serves the worker', async ({ vite, page, expectSession }) => {
  const server = await createServer(vite);
  try {
    await server.listen();
    await expectSession(page, server.resolvedUrls?.local[0] ?? '');
  } finally {
    await server.close();
  }
});

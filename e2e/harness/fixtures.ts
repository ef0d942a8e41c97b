import { type Page, test as playwrightTest } from 'playwright/test';
import type { SessionWorkerConfig } from '../../sw/config.js';
import { type ProtectedApi, startProtectedApi } from '../api/protected-api.js';
import { type LocalCognito, startLocalCognito } from '../cognito/local-cognito.js';
import type { CognitoSettingsInput } from '../cognito/settings.js';
import { webkitTest } from '../webkit/webkit-test.js';
import { type AppServer, startAppServer } from './app-server.js';
import { configFor } from './config-for.js';
import { createProfile, removeProfile } from './profile.js';
import { type Person, register } from './tab.js';

export { expect, type Page } from 'playwright/test';
export { stopWorkers } from './stop-workers.js';
export * from './tab.js';

export interface TabOptions {
  /** Where the page is: `/` unless said. A page without the library cannot register. */
  readonly path?: string;
  /** The host name of the app's origin: `localhost` unless said. */
  readonly host?: string;
  /** The worker to register: `/session-worker.js` unless said. */
  readonly worker?: string;
}

export interface Fixtures {
  /** What the test adds to the worker's configuration: `test.use({ workerConfig: { providers: { … } } })`. */
  workerConfig: Partial<SessionWorkerConfig>;
  /** What the test changes in the local Cognito before anything is asked of it. */
  cognitoSettings: CognitoSettingsInput;
  /** A Cognito of the test's own, with `user` in its pool. */
  cognito: LocalCognito;
  user: Person;
  /** An API that asks for the pool's access token. */
  api: ProtectedApi;
  /** The app: its worker is configured for `cognito`, and authorises requests to `api`. */
  app: AppServer;
  /** A folder for a browser that the test starts itself and ends, and may start again. */
  profile: string;
  /** Opens a page of the app in the test's browser context and registers the worker there. */
  openTab: (options?: TabOptions) => Promise<Page>;
}

/** `npm run webkit` runs the same tests in an engine that Playwright does not drive. */
const base = process.env['E2E_ENGINE'] === 'webkitgtk' ? webkitTest : playwrightTest;

export const test = base.extend<Fixtures>({
  workerConfig: [{}, { option: true }],
  cognitoSettings: [{}, { option: true }],
  user: { username: 'ada', password: 'Analytical-Engine-1843' },

  cognito: async ({ cognitoSettings, user }, use) => {
    const cognito = await startLocalCognito({ settings: cognitoSettings });
    cognito.createUser({ ...user, email: 'ada@example.com' });
    await use(cognito);
    await cognito.close();
  },

  api: async ({ cognito }, use) => {
    const api = await startProtectedApi({ cognito });
    await use(api);
    await api.close();
  },

  app: async ({ cognito, api, workerConfig }, use) => {
    const app = await startAppServer({ config: { ...configFor(cognito, api), ...workerConfig } });
    await use(app);
    await app.close();
  },

  profile: async ({}, use) => {
    const profile = await createProfile();
    await use(profile);
    await removeProfile(profile);
  },

  openTab: async ({ context, app }, use) => {
    await use(async ({ path = '/', host = 'localhost', worker } = {}) => {
      const tab = await context.newPage();
      await tab.goto(app.originOf(host) + path);
      await register(tab, worker);
      return tab;
    });
  },
});

import type { TestType } from 'playwright/test';
import type { SessionWorkerConfig } from '../../sw/config.js';
import { configFor } from '../harness/config-for.js';
import { test as base } from '../harness/fixtures.js';
import { type SealedWorker, serveSealed } from './sealed-app.js';

export * from '../harness/fixtures.js';

interface Fixtures {
  /** How the worker seals: `script-required` unless said. */
  sealing: NonNullable<SessionWorkerConfig['sealing']>;
  /** The app's worker, served by the handler of the package. */
  sealedWorker: SealedWorker;
}

type TestArgs = typeof base extends TestType<infer Args, object> ? Args : never;
type WorkerArgs = typeof base extends TestType<TestArgs, infer Args> ? Args : never;

export const test: TestType<TestArgs & Fixtures, WorkerArgs> = base.extend<Fixtures>({
  sealing: ['script-required', { option: true }],
  sealedWorker: async ({ app, cognito, api, sealing, workerConfig }, use) => {
    await use(serveSealed(app, { ...configFor(cognito, api), ...workerConfig, sealing }));
  },
});

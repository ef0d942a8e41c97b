import type { TestType } from 'playwright/test';
import type { AttachRuleBase, SessionWorkerConfig } from '../../sw/config.js';
import { test as base, type Page, signIn } from '../harness/fixtures.js';
import { startWitnessServer, type WitnessServer } from './witness-server.js';

interface Fixtures {
  /** What the test adds to the worker's one rule. */
  ruleFields: Omit<AttachRuleBase, 'url'>;
  /** What the test adds to the rest of the worker's configuration. */
  configFields: Partial<SessionWorkerConfig>;
  /** The server that the worker's one rule names, at `/v1/`. */
  witness: WitnessServer;
  /** A tab of the app with the user signed in. */
  tab: Page;
}

type TestArgs = typeof base extends TestType<infer Args, object> ? Args : never;
type WorkerArgs = typeof base extends TestType<TestArgs, infer Args> ? Args : never;

export const test: TestType<TestArgs & Fixtures, WorkerArgs> = base.extend<Fixtures>({
  ruleFields: [{}, { option: true }],
  configFields: [{}, { option: true }],

  witness: async ({}, use) => {
    const witness = await startWitnessServer();
    await use(witness);
    await witness.close();
  },

  tab: async ({ app, cognito, openTab, user, witness, ruleFields, configFields }, use) => {
    const { userPoolId, userPoolClientId, url: endpoint } = cognito;
    app.setConfig('/session-worker.js', {
      userPool: { userPoolId, userPoolClientId, endpoint },
      attach: [{ url: `${witness.url}/v1/`, bearer: 'accessToken', ...ruleFields }],
      ...configFields,
    });
    const tab = await openTab();
    await signIn(tab, user);
    await use(tab);
  },
});

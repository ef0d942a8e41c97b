import type { BrowserContext, Page } from 'playwright/test';
import { type LocalCognito, startLocalCognito } from '../cognito/local-cognito.js';
import { type AppServer, startAppServer } from '../harness/app-server.js';
import { type Person, register } from '../harness/tab.js';
import { allow, managedLoginOf } from '../managed-login/fixtures.js';

/** An app of its own origin, its Cognito, and two tabs of it that know each other. */
export interface Stage {
  readonly user: Person;
  readonly cognito: LocalCognito;
  readonly app: AppServer;
  /** Where the flow runs and is interrupted. */
  readonly tab: Page;
  /** Looks on, and takes no part. */
  readonly other: Page;
  close(): Promise<void>;
}

const USER = { username: 'ada', password: 'Analytical-Engine-1843' };

/** Rotation makes a refresh whose answer is lost matter; the grace period is the longest that a pool can have. */
const ROTATION = { enabled: true, gracePeriodMs: 60_000, reuseRevokesFamily: true };

export async function setStage(context: BrowserContext): Promise<Stage> {
  const cognito = await startLocalCognito({ settings: { rotation: ROTATION } });
  cognito.createUser({ ...USER, email: 'ada@example.com' });
  const { url: endpoint, userPoolId, userPoolClientId, identityPoolId } = cognito;
  const pools = {
    userPool: { userPoolId, userPoolClientId, endpoint },
    identityPool: { identityPoolId, endpoint }, // without guests, so that nothing is asked for while nobody is signed in
  };
  const app = await startAppServer({ config: pools });
  const managedLogin = managedLoginOf(app, endpoint);
  allow(cognito, managedLogin);
  app.setConfig('/session-worker.js', { ...pools, managedLogin });

  async function open(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(app.url);
    await register(page);
    return page;
  }

  const [tab, other] = await Promise.all([open(), open()]);
  return {
    user: USER,
    cognito,
    app,
    tab,
    other,
    async close() {
      await Promise.all([tab.close(), other.close()]);
      await Promise.all([cognito.close(), app.close()]);
    },
  };
}

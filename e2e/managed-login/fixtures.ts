import type { Page } from 'playwright/test';
import type { SignInWithRedirectInput } from '../../client/index.js';
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { ManagedLoginConfig } from '../../sw/config.js';
import type { LocalCognito } from '../cognito/local-cognito.js';
import type { AppServer } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { test as base, eventsOf, eventTypesOf, expect, type Person, register } from '../harness/fixtures.js';

export * from '../harness/fixtures.js';

export interface ManagedLoginFixtures {
  /** The app's worker has managed login of `cognito`, at whose origin, another site than the app's, the pages are. */
  managedLogin: ManagedLoginConfig;
}

export const test = base.extend<ManagedLoginFixtures>({
  managedLogin: [
    async ({ app, cognito, api }, use) => {
      const managedLogin = managedLoginOf(app, cognito.url);
      allow(cognito, managedLogin);
      app.setConfig('/session-worker.js', { ...configFor(cognito, api), managedLogin });
      await use(managedLogin);
    },
    { auto: true },
  ],
});

/** The events of a sign-in with a custom state, by name. */
export const ARRIVAL = ['customOAuthState', 'signInWithRedirect', 'signedIn'];

/** Managed login at `domain`, from the app's first page and back to it. */
export function managedLoginOf(app: AppServer, domain: string): ManagedLoginConfig {
  return {
    domain,
    scopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
    redirectSignIn: [`${app.url}/`],
    redirectSignOut: [`${app.url}/`],
  };
}

/** Lets the pool's client come back to where the worker's configuration says. */
export function allow(cognito: LocalCognito, { redirectSignIn, redirectSignOut }: ManagedLoginConfig): void {
  cognito.settings.callbackUrls = [...redirectSignIn];
  cognito.settings.logoutUrls = [...redirectSignOut];
}

/** A call to a worker that cannot be reached fails after some 20 s. */
const LEAVES_WITHIN_MS = 40_000;

/** Has the tab set off for managed login. It does not wait: the page that could answer is about to go. */
export async function setOff(tab: Page, input: SignInWithRedirectInput = {}): Promise<void> {
  await tab.evaluate((given) => {
    window.auth.signInWithRedirect(given).catch((error) => Object.assign(window, { whyItStays: `${error}` }));
  }, input);
}

/** Signs out in this tab, which then leaves for managed login; answers what the page was told before it went. */
export function signOutThere(tab: Page): Promise<unknown> {
  return new Promise((resolve, reject) => {
    tab
      .exposeFunction('toldBeforeLeaving', resolve)
      .then(() =>
        tab.evaluate(() => {
          const tell: (output: unknown) => void = Reflect.get(window, 'toldBeforeLeaving');
          void window.auth.signOut().then(tell);
        }),
      )
      .catch(reject);
  });
}

/** Leaves for managed login, and waits until its page is there. A page that stays says why. */
export async function leave(tab: Page, input: SignInWithRedirectInput = {}): Promise<void> {
  await setOff(tab, input);
  const whereabouts = () => tab.evaluate(() => window.whyItStays ?? location.href).catch(() => 'between two pages');
  await expect.poll(whereabouts, { timeout: LEAVES_WITHIN_MS }).toMatch(/\/(?:login|provider)\?/);
  await tab.waitForURL(/\/(?:login|provider)\?/); // known to Playwright as well, and loaded
}

declare global {
  interface Window {
    /** The error with which a page's call that was to leave for managed login has failed. */
    whyItStays?: string;
  }
}

/** Fills managed login's form in and sends it, without waiting for what comes of it. */
export async function submit(tab: Page, { username, password }: Person): Promise<void> {
  await tab.locator('input[name=username]').fill(username);
  await tab.locator('input[name=password]').fill(password);
  await tab.locator('button').click({ noWaitAfter: true });
}

/** Waits until the tab is back, and connects it. */
export async function comeBack(tab: Page, app: AppServer): Promise<void> {
  await tab.waitForURL(`${app.url}/`);
  await register(tab);
}

/** The whole way where managed login answers at once, without a page of its own: the next document is the app's again. */
export async function goRound(
  tab: Page,
  { app, input }: { app: AppServer; input: SignInWithRedirectInput },
): Promise<void> {
  const back = tab.waitForEvent('framenavigated');
  await setOff(tab, input);
  await back;
  await comeBack(tab, app);
}

/** The whole way: to managed login, the password, and back. */
export async function signInThere(
  tab: Page,
  { app, user, input }: { app: AppServer; user: Person; input?: SignInWithRedirectInput },
): Promise<void> {
  await leave(tab, input);
  await submit(tab, user);
  await comeBack(tab, app);
}

/** Signs in at the page where the tab is, as the tab would, and answers the address that it would be sent back to. */
export async function answerOf(tab: Page, { username, password }: Person): Promise<string> {
  const response = await tab.context().request.post(tab.url(), { form: { username, password }, maxRedirects: 0 });
  const location = response.headers()['location'];
  if (location === undefined) throw new Error(`Managed login sends nobody on: ${response.status()}`);
  return location;
}

/** Opens an address with an answer in this tab, and connects the page that it leads to. */
export async function openAnswer(tab: Page, app: AppServer, address: string): Promise<void> {
  await tab.goto(address);
  expect(tab.url()).toBe(`${app.url}/`);
  await register(tab);
}

/** Waits for the tab's only event, a failure, and answers its error. */
export async function failureOf(tab: Page): Promise<AuthErrorData | undefined> {
  await expect.poll(() => eventTypesOf(tab)).toEqual(['signInWithRedirect_failure']);
  return (await eventsOf(tab))[0]?.error;
}

import type { Chromium } from './browser/chromium.js';
import type { Tab } from './browser/tab.js';
import type { AmplifyPage } from './pages/amplify-page.js';
import type { OursPage } from './pages/ours-page.js';
import type { Person } from './pages/page.js';
import type { PlainPage } from './pages/plain-page.js';
import { ORIGINS, type Site } from './stage.js';

/** Tabs of contenders, each with somebody signed in. */

export async function openOurs(chromium: Chromium, site: Site, origin: string = ORIGINS.ours): Promise<Tab> {
  const tab = await chromium.openTab();
  await tab.goto(site.url(origin, 'ours-page'));
  await tab.page<OursPage>().signIn(site.person);
  return tab;
}

export async function openAmplify(chromium: Chromium, site: Site): Promise<Tab> {
  const tab = await chromium.openTab();
  await tab.goto(site.url(ORIGINS.amplify, 'amplify-page'));
  await tab.page<AmplifyPage>().signIn(site.person);
  return tab;
}

/** The two OpenID Connect clients sign in by way of managed login, which is the only way that they have. */
export async function openByRedirect(
  chromium: Chromium,
  site: Site,
  origin: string,
  page: 'oidc-client-page' | 'oidc-client-ts-page',
): Promise<Tab> {
  const tab = await chromium.openTab();
  let isBack = false;
  const reported = tab.nextReport('The sign-in').finally(() => {
    isBack = true;
  });
  await tab.goto(site.url(origin, page, 'sign-in'));
  // The login's cookie, from another contender's sign-in, may make the form superfluous.
  const { url: login } = site.cognito;
  await tab.until(`location.origin === ${JSON.stringify(login)} && document.forms[0] !== undefined`, () => isBack);
  if (!isBack) await tab.evaluate(submitLogin(site.person));
  const report = await reported;
  if (report !== 'signed in') throw new Error(`${page} did not sign in: ${report}`);
  return tab;
}

const submitLogin = ({ username, password }: Person) => `{
  const [form] = document.forms;
  form.username.value = ${JSON.stringify(username)};
  form.password.value = ${JSON.stringify(password)};
  form.submit();
}`;

/** A page without a library, with this worker or with none. */
export async function openPlain(chromium: Chromium, site: Site, origin: string, worker?: string): Promise<Tab> {
  const tab = await chromium.openTab();
  await tab.goto(site.url(origin, 'plain-page'));
  if (worker !== undefined) await tab.page<PlainPage>().register(worker);
  return tab;
}

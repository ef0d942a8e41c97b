import { setTimeout as delay } from 'node:timers/promises';
import type { Tab } from '../browser/tab.js';
import { countExpiries } from '../expiries.js';
import { atMost, type Figure, type Measure, type Role } from '../measure.js';
import { openAmplify, openByRedirect, openOurs } from '../sign-in.js';
import { ORIGINS, type Site, type Stage } from '../stage.js';

const TABS = 20;

/**
 * An hour with the shortest tokens that Cognito allows, five minutes, has 12 expiries. Here they live for 20 s, a fifteenth of
 * that, and half of the hour is run: figures are per expiry. Shorter lives would do an injustice to peers that reckon in whole
 * seconds, or take a token for expired 5 s before it is.
 */
const TOKEN_LIFE_SECONDS = 20;
const EXPIRIES = 6;

/**
 * Each tab asks for a token once a minute of that hour, all in the same moment: Chromium wakes the timers of tabs that have
 * been hidden for five minutes once a minute.
 */
const PERIOD_MS = 4000;

interface AskingPage {
  [name: string]: (...args: never[]) => unknown;
  askEvery(periodMs: number): Promise<void>;
}

export const renewals: Measure = {
  id: 'renewals',
  title: 'Requests to Cognito: 20 tabs, one hour of expiries',
  unit: 'requests',
  async run(stage) {
    const { chromium, quick } = stage;
    const expiries = quick ? 2 : EXPIRIES;
    // Each has a Cognito of its own; all run at the same time, for what is counted is not timed.
    const figures = await Promise.all([
      count(stage, expiries, 'cognito-session-worker', 'ours', ORIGINS.ours, 'ours-page', (site) =>
        openOurs(chromium, site),
      ),
      count(stage, expiries, 'aws-amplify', 'peer', ORIGINS.amplify, 'amplify-page', (site) =>
        openAmplify(chromium, site),
      ),
      count(stage, expiries, 'oidc-client-ts', 'peer', ORIGINS.oidcClientTs, 'oidc-client-ts-page', (site) =>
        openByRedirect(chromium, site, ORIGINS.oidcClientTs, 'oidc-client-ts-page'),
      ),
    ]);
    return [
      {
        what: 'requests to Cognito an expiry, 20 tabs',
        figures,
        targets: [atMost('1 per expiry', figures[0]?.value ?? Number.NaN, 1)],
      },
    ];
  },
};

async function count(
  { chromium, startSite }: Stage,
  expiries: number,
  contender: string,
  role: Role,
  origin: string,
  page: string,
  signIn: (site: Site) => Promise<Tab>,
): Promise<Figure> {
  const site = await startSite({ accessTokenSeconds: TOKEN_LIFE_SECONDS, idTokenSeconds: TOKEN_LIFE_SECONDS });
  const tabs = [await signIn(site)];
  while (tabs.length < TABS) tabs.push(await chromium.openTab());
  for (const tab of tabs) {
    await tab.goto(site.url(origin, page));
    await tab.page<AskingPage>().askEvery(PERIOD_MS);
  }
  // What the tabs asked for when they were opened is not what an hour costs.
  await delay(TOKEN_LIFE_SECONDS * 1000);
  site.forget();
  await delay(expiries * TOKEN_LIFE_SECONDS * 1000);
  const times = site.cognito.requests.map(({ at }) => at);
  for (const tab of tabs) await tab.close();

  const seen = countExpiries(times, TOKEN_LIFE_SECONDS * 1000);
  // Whoever stopped to renew would look thrifty.
  if (seen < expiries - 1) throw new Error(`${contender} renewed at ${seen} of ${expiries} expiries.`);
  return { contender, role, value: times.length / seen, note: `${times.length} requests at ${seen} expiries` };
}

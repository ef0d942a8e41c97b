import { setTimeout as delay } from 'node:timers/promises';
import type { Tab } from '../browser/tab.js';
import { countExpiries } from '../expiries.js';
import { atMost, type Figure, type Measure, type Role, type Row } from '../measure.js';
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

/** Each tab asks for a token once a minute of that hour. */
const PERIOD_MS = 4000;

/**
 * In the same moment: so tabs ask that are opened together, or that have been hidden for five minutes, whose timers Chromium
 * wakes once a minute. Or at moments of their own, as tabs do in which somebody works.
 */
type Manner = 'together' | 'spread';

interface AskingPage {
  [name: string]: (...args: never[]) => unknown;
  askEvery(periodMs: number, phaseMs: number): Promise<void>;
}

export const renewals: Measure = {
  id: 'renewals',
  title: 'Requests to Cognito: 20 tabs, one hour of expiries',
  unit: 'requests',
  async run(stage) {
    const { chromium, quick } = stage;
    const expiries = quick ? 2 : EXPIRIES;
    const ours = {
      contender: 'cognito-session-worker',
      role: 'ours',
      origin: ORIGINS.ours,
      page: 'ours-page',
    } as const;
    const amplify = { contender: 'aws-amplify', role: 'peer', origin: ORIGINS.amplify, page: 'amplify-page' } as const;
    const oidcClientTs = {
      contender: 'oidc-client-ts',
      role: 'peer',
      origin: ORIGINS.oidcClientTs,
      page: 'oidc-client-ts-page',
    } as const;
    const signInOurs = (site: Site) => openOurs(chromium, site);
    const signInAmplify = (site: Site) => openAmplify(chromium, site);
    const signInOidc = (site: Site) => openByRedirect(chromium, site, oidcClientTs.origin, oidcClientTs.page);
    // Each has a Cognito of its own; all run at the same time, for what is counted is not timed.
    const [together, byTimer, amplifyTogether, spread, amplifySpread] = await Promise.all([
      count(stage, expiries, 'together', { ...ours, signIn: signInOurs }),
      count(stage, expiries, 'together', { ...oidcClientTs, signIn: signInOidc }),
      count(stage, expiries, 'together', { ...amplify, signIn: signInAmplify }),
      count(stage, expiries, 'spread', { ...ours, signIn: signInOurs }),
      count(stage, expiries, 'spread', { ...amplify, signIn: signInAmplify }),
    ]);
    const row = (what: string, mine: Figure, peers: Figure[]): Row => ({
      what: `requests to Cognito an expiry, 20 tabs${what}`,
      figures: [mine, ...peers],
      targets: [atMost('1 per expiry', mine.value, 1)],
    });
    return [
      // The timer of oidc-client-ts goes by the expiry, in whatever moment its tabs ask.
      row(' that ask in the same moment', together, [amplifyTogether, byTimer]),
      row(' that ask at moments of their own', spread, [amplifySpread, byTimer]),
    ];
  },
};

interface Contender {
  readonly contender: string;
  readonly role: Role;
  readonly origin: string;
  readonly page: string;
  /** Opens a tab with somebody signed in. */
  signIn(site: Site): Promise<Tab>;
}

async function count(
  { chromium, startSite }: Stage,
  expiries: number,
  manner: Manner,
  { contender, role, origin, page, signIn }: Contender,
): Promise<Figure> {
  const site = await startSite({ accessTokenSeconds: TOKEN_LIFE_SECONDS, idTokenSeconds: TOKEN_LIFE_SECONDS });
  const tabs = [await signIn(site)];
  while (tabs.length < TABS) tabs.push(await chromium.openTab());
  for (const [index, tab] of tabs.entries()) {
    await tab.goto(site.url(origin, page));
    const phaseMs = manner === 'together' ? 0 : (index * PERIOD_MS) / TABS;
    await tab.page<AskingPage>().askEvery(PERIOD_MS, phaseMs);
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

import { setTimeout as delay } from 'node:timers/promises';
import type { Tab } from '../browser/tab.js';
import { interleave } from '../interleave.js';
import { atMost, type Figure, figure, type Measure, type Row } from '../measure.js';
import { openAmplify, openByRedirect, openOurs } from '../sign-in.js';
import { ORIGINS } from '../stage.js';

/** Chromium keeps one process ready for the next page: where it has to make one first, that is what would be measured. */
const SETTLE_MS = 250;

/**
 * From the start of a navigation, out of an empty tab, to the first API response that the page has read. Scripts are in the
 * browser's cache, as on every visit but the first. Cold: no service worker is running, as on most visits.
 */
export const firstResponse: Measure = {
  id: 'first-response',
  title: 'From navigation to the first API response',
  unit: 'ms',
  async run({ chromium, site, quick }) {
    const ours = await openOurs(chromium, site);
    const amplify = await openAmplify(chromium, site);
    const oidcClient = await openByRedirect(chromium, site, ORIGINS.oidcClient, 'oidc-client-page');
    const plain = await chromium.openTab();
    const tabs = [ours, amplify, oidcClient, plain];
    const visits = {
      floor: [plain, site.url(ORIGINS.plain, 'plain-page', 'first-response')],
      ours: [ours, site.url(ORIGINS.ours, 'ours-page', 'first-response')],
      registered: [ours, site.url(ORIGINS.ours, 'ours-page', 'first-response-registered')],
      amplify: [amplify, site.url(ORIGINS.amplify, 'amplify-page', 'first-response')],
      oidcClient: [oidcClient, site.url(ORIGINS.oidcClient, 'oidc-client-page', 'first-response')],
    } as const;
    for (const tab of tabs) await tab.goto('about:blank');
    type Contender = keyof typeof visits;
    const rounds = quick ? { warmUp: 1, rounds: 3 } : { warmUp: 4, rounds: 30 };
    const measure = (prepare: (tab: Tab, url: string) => Promise<unknown>) => {
      const blockOf = (contender: Contender) => async () => {
        const [tab, url] = visits[contender];
        await prepare(tab, url);
        await delay(SETTLE_MS);
        const sample = await visit(tab, url);
        site.forget();
        return [sample];
      };
      return interleave(
        {
          floor: blockOf('floor'),
          ours: blockOf('ours'),
          registered: blockOf('registered'),
          amplify: blockOf('amplify'),
          oidcClient: blockOf('oidcClient'),
        },
        rounds,
      );
    };
    // A visit just before leaves a worker that runs; and nothing else that the visits of the others do not have as well.
    const warm = await measure(visit);
    const cold = await measure((tab) => tab.stopWorkers());
    for (const tab of tabs) await tab.close();
    return [rowOf('cold', cold), rowOf('warm', warm)];
  },
};

/** Begins and ends at an empty tab: a page that stays would wake its worker again. */
async function visit(tab: Tab, url: string): Promise<number> {
  const reported = tab.nextReport(`The first response of ${url}`);
  // Not `goto`: it would reject where the page sends the browser elsewhere before it has loaded.
  await tab.start(url);
  const report = await reported;
  await tab.goto('about:blank');
  if (typeof report !== 'number') throw new Error(`${url}: ${report}`);
  return report;
}

function rowOf(
  state: 'cold' | 'warm',
  samples: Record<'floor' | 'ours' | 'registered' | 'amplify' | 'oidcClient', number[]>,
): Row {
  const ours = figure('cognito-session-worker, the page fetches at once', 'ours', samples.ours);
  const floor = figure('an unauthorised fetch, no worker', 'floor', samples.floor);
  const amplify = figure('aws-amplify', 'peer', samples.amplify);
  const lost = 'its session ended with the worker: by way of the login’s cookie';
  const oidcClient = figure('@axa-fr/oidc-client', 'peer', samples.oidcClient, state === 'cold' ? lost : undefined);
  const registered = figure('cognito-session-worker, after registerSessionWorker', 'ours', samples.registered);
  const target = (peer: Figure) =>
    atMost(`${state === 'cold' ? 'faster than' : 'not slower than'} ${peer.contender}`, ours.value / peer.value, 1);
  return {
    what: `from navigation to the first authorised API response, ${state}`,
    figures: [ours, registered, floor, amplify, oidcClient],
    targets: [target(amplify), target(oidcClient)],
  };
}

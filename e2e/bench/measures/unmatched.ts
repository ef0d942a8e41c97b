import { interleave } from '../interleave.js';
import { atMost, figure, type Measure } from '../measure.js';
import type { OidcClientPage } from '../pages/oidc-client-page.js';
import type { OursPage } from '../pages/ours-page.js';
import { OPEN_PATH } from '../pages/paths.js';
import type { PlainPage } from '../pages/plain-page.js';
import { openByRedirect, openOurs, openPlain } from '../sign-in.js';
import { ORIGINS } from '../stage.js';

const PER_BLOCK = 20;

/** What counts as no measurable cost: two pages without any worker differ by as much from run to run. */
const NOISE = 1.05;

export const unmatched: Measure = {
  id: 'unmatched',
  title: 'A request that no rule matches',
  unit: 'ms',
  async run({ chromium, site, quick }) {
    const ours = await openOurs(chromium, site);
    const unrouted = await openOurs(chromium, site, ORIGINS.oursWithoutStaticRouting);
    const oidcClient = await openByRedirect(chromium, site, ORIGINS.oidcClient, 'oidc-client-page');
    const bypassing = await openByRedirect(chromium, site, ORIGINS.oidcClientBypassing, 'oidc-client-page');
    const plain = await openPlain(chromium, site, ORIGINS.plain);
    const control = await openPlain(chromium, site, ORIGINS.control);
    const routed = await openPlain(chromium, site, ORIGINS.routed, '/routed-worker.js');
    const block = (take: () => Promise<number[]>) => async () => {
      const samples = await take();
      site.forget();
      return samples;
    };
    const samples = await interleave(
      {
        none: block(() => plain.page<PlainPage>().timeCalls(PER_BLOCK, OPEN_PATH)),
        control: block(() => control.page<PlainPage>().timeCalls(PER_BLOCK, OPEN_PATH)),
        routed: block(() => routed.page<PlainPage>().timeCalls(PER_BLOCK, OPEN_PATH)),
        ours: block(() => ours.page<OursPage>().timeCalls(PER_BLOCK, OPEN_PATH)),
        unrouted: block(() => unrouted.page<OursPage>().timeCalls(PER_BLOCK, OPEN_PATH)),
        oidcClient: block(() => oidcClient.page<OidcClientPage>().timeCalls(PER_BLOCK, OPEN_PATH)),
        bypassing: block(() => bypassing.page<OidcClientPage>().timeCalls(PER_BLOCK, OPEN_PATH)),
      },
      quick ? { warmUp: 1, rounds: 4 } : { warmUp: 6, rounds: 60 },
    );
    for (const tab of [ours, unrouted, oidcClient, bypassing, plain, control, routed]) await tab.close();
    const figures = {
      ours: figure('cognito-session-worker, `staticRouting`', 'ours', samples.ours),
      unrouted: figure('cognito-session-worker, without', 'ours', samples.unrouted),
      none: figure('no worker', 'floor', samples.none),
      control: figure('no worker, another page', 'control', samples.control),
      routed: figure('a worker whose one route sends everything to the network', 'floor', samples.routed),
      oidcClient: figure('@axa-fr/oidc-client’s worker', 'peer', samples.oidcClient),
      bypassing: figure('@axa-fr/oidc-client’s worker, `bypassAllNonOidcRequests`', 'peer', samples.bypassing),
    };
    return [
      {
        what: 'a request that no rule matches',
        figures: Object.values(figures),
        targets: [
          atMost(
            'no measurable cost with static routing: ≤ 1.05 × no worker',
            figures.ours.value / figures.none.value,
            NOISE,
          ),
        ],
      },
    ];
  },
};

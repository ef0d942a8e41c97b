import { interleave } from '../interleave.js';
import { atMost, figure, type Measure } from '../measure.js';
import type { OidcClientPage } from '../pages/oidc-client-page.js';
import type { OursPage } from '../pages/ours-page.js';
import { AUTHORIZED_PATH } from '../pages/paths.js';
import type { PlainPage } from '../pages/plain-page.js';
import { openByRedirect, openOurs, openPlain } from '../sign-in.js';
import { ORIGINS } from '../stage.js';

const PER_BLOCK = 20;

export const apiCall: Measure = {
  id: 'api-call',
  title: 'One API call',
  unit: 'ms',
  async run({ chromium, site, quick }) {
    const ours = await openOurs(chromium, site);
    const oidcClient = await openByRedirect(chromium, site, ORIGINS.oidcClient, 'oidc-client-page');
    const plain = await openPlain(chromium, site, ORIGINS.plain);
    const passThrough = await openPlain(chromium, site, ORIGINS.passThrough, '/pass-through-worker.js');
    const token = await ours.page<OursPage>().accessToken();
    const block = (take: () => Promise<number[]>) => async () => {
      const samples = await take();
      site.forget();
      return samples;
    };
    const samples = await interleave(
      {
        byPage: block(() => plain.page<PlainPage>().timeCalls(PER_BLOCK, AUTHORIZED_PATH, token)),
        passThrough: block(() => passThrough.page<PlainPage>().timeCalls(PER_BLOCK, AUTHORIZED_PATH, token)),
        ours: block(() => ours.page<OursPage>().timeCalls(PER_BLOCK, AUTHORIZED_PATH)),
        oidcClient: block(() => oidcClient.page<OidcClientPage>().timeCalls(PER_BLOCK, AUTHORIZED_PATH)),
      },
      quick ? { warmUp: 1, rounds: 4 } : { warmUp: 5, rounds: 60 },
    );
    for (const tab of [ours, oidcClient, plain, passThrough]) await tab.close();
    const figures = {
      ours: figure('cognito-session-worker', 'ours', samples.ours),
      byPage: figure('the header set by the page, no worker', 'floor', samples.byPage),
      passThrough: figure('a worker that only passes through', 'floor', samples.passThrough),
      oidcClient: figure('@axa-fr/oidc-client’s worker', 'peer', samples.oidcClient),
    };
    const ratio = figures.ours.value / figures.passThrough.value;
    return [
      {
        what: 'one API call through the worker',
        figures: Object.values(figures),
        targets: [atMost('≤ 1.2 × pass-through', ratio, 1.2)],
      },
    ];
  },
};

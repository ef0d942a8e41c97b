import { srpVerifier } from '../../cognito/srp-verifier.js';
import { bundle } from '../../harness/bundle.js';
import { interleave } from '../interleave.js';
import { atMost, figure, type Measure } from '../measure.js';
import type { SrpChallenge, SrpPage } from '../pages/srp-page.js';
import { ORIGINS } from '../stage.js';

const AMPLIFY_SRP = './node_modules/@aws-amplify/auth/dist/esm/providers/cognito/utils/srp';

const SCRIPT = `
  import { getAuthenticationHelper } from '${AMPLIFY_SRP}/getAuthenticationHelper.mjs';
  import { getNowString } from '${AMPLIFY_SRP}/getNowString.mjs';
  import { getSignatureString } from '${AMPLIFY_SRP}/getSignatureString.mjs';
  import { BigInteger } from '${AMPLIFY_SRP}/BigInteger/index.mjs';
  import { startSrpPage } from './e2e/bench/pages/srp-page.js';
  startSrpPage({ getAuthenticationHelper, getNowString, getSignatureString, BigInteger });
`;

export const srp: Measure = {
  id: 'srp',
  title: 'Sign-in with SRP: what the client computes',
  unit: 'ms',
  async run({ chromium, site, quick }) {
    const tab = await chromium.openTab();
    await tab.goto(site.url(ORIGINS.plain, 'plain-page'));
    await tab.evaluate(await bundle({ entry: { source: SCRIPT }, format: 'iife', minify: true }));
    const page = tab.page<SrpPage>();
    const challenge = challengeFor(site.cognito.userPoolId);
    // Nothing but the computation of both runs, on the page's one thread: its time is the CPU's.
    const samples = await interleave(
      { ours: () => page.timeOurs(3, challenge), amplify: () => page.timeAmplify(3, challenge) },
      quick ? { warmUp: 1, rounds: 3 } : { warmUp: 3, rounds: 20 },
    );
    await tab.close();
    const ours = figure('cognito-session-worker', 'ours', samples.ours);
    const amplify = figure('aws-amplify', 'peer', samples.amplify);
    return [
      {
        what: 'sign-in with SRP, CPU time',
        figures: [ours, amplify],
        targets: [atMost('≤ half of aws-amplify’s', ours.value / amplify.value, 0.5)],
      },
    ];
  },
};

/** Sizes as Cognito sends them. B is some member of the group, for nobody checks the proof. */
function challengeFor(userPoolId: string): SrpChallenge {
  const [username, password] = ['ada', 'Analytical-Engine-1843'];
  const poolName = userPoolId.slice(userPoolId.indexOf('_') + 1);
  const { salt, verifier } = srpVerifier({ poolName, userId: username, password });
  return {
    userPoolId,
    username,
    password,
    srpB: verifier.toString(16),
    salt: salt.toString(16),
    secretBlock: Buffer.alloc(1024, 7).toString('base64'),
  };
}

import { interleave } from '../interleave.js';
import { atMost, type Figure, figure, type Measure, type Row } from '../measure.js';
import { openReadsPage } from '../open-reads-page.js';

const PER_BLOCK = 50;

export const warmRead: Measure = {
  id: 'warm-read',
  title: 'Warm reads',
  unit: 'ms',
  async run(stage) {
    const { tab, page } = await openReadsPage(stage);
    const samples = await interleave(
      {
        echo: () => page.timeEcho(PER_BLOCK),
        comlinkSession: () => page.timeComlinkSession(PER_BLOCK),
        comlinkTokens: () => page.timeComlinkTokens(PER_BLOCK),
        session: () => page.timeSession(PER_BLOCK),
        tokens: () => page.timeTokens(PER_BLOCK),
        amplify: () => page.timeAmplify(PER_BLOCK),
      },
      stage.quick ? { warmUp: 1, rounds: 4 } : { warmUp: 6, rounds: 60 },
    );
    await tab.close();
    const echo = figure('raw MessagePort echo', 'floor', samples.echo);
    // Amplify has one call for both: it answers with the tokens.
    const amplify = figure('aws-amplify, fetchAuthSession', 'peer', samples.amplify);
    const row = (what: string, ours: Figure, comlink: Figure): Row => ({
      what,
      figures: [ours, echo, comlink, amplify],
      targets: [
        atMost('p50 ≤ 1.5 × stock Comlink over a port', ours.value / comlink.value, 1.5),
        atMost('p50 ≤ 3 × aws-amplify', ours.value / amplify.value, 3),
      ],
    });
    const comlink = (of: readonly number[]) => figure('stock Comlink over a port', 'floor', of);
    const ours = (of: readonly number[]) => figure('cognito-session-worker', 'ours', of);
    return [
      row('warm `fetchAuthSession()`', ours(samples.session), comlink(samples.comlinkSession)),
      row('warm `getCognitoTokens()`', ours(samples.tokens), comlink(samples.comlinkTokens)),
    ];
  },
};

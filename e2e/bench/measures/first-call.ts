import { interleave } from '../interleave.js';
import { atMost, figure, type Measure } from '../measure.js';
import { openReadsPage } from '../open-reads-page.js';

export const firstCall: Measure = {
  id: 'first-call',
  title: 'First call after the worker was stopped',
  unit: 'ms',
  async run(stage) {
    const { tab, page } = await openReadsPage(stage);
    const after = (what: 'ours' | 'trivial', idle: boolean) => async () => {
      await tab.stopWorkers();
      return await page.firstCall(what, idle);
    };
    const samples = await interleave(
      { trivial: after('trivial', true), ours: after('ours', true), killed: after('ours', false) },
      stage.quick ? { warmUp: 1, rounds: 5 } : { warmUp: 5, rounds: 150 },
    );
    await tab.close();
    const trivial = figure('first echo of a trivial worker', 'floor', samples.trivial);
    const ours = figure('cognito-session-worker, stopped when idle for 30 s, as browsers do', 'ours', samples.ours);
    const killed = figure('cognito-session-worker, stopped by force a moment after a call', 'ours', samples.killed);
    return [
      {
        what: 'first `fetchAuthSession()` after the worker was stopped',
        figures: [ours, killed, trivial],
        targets: [atMost('≤ 1.7 × a trivial worker’s first echo', ours.value / trivial.value, 1.7)],
      },
    ];
  },
};

import { MEASURES } from './measures/index.js';
import { startStage } from './stage.js';

const only =
  process.argv.indexOf('--only') > 0 ? process.argv[process.argv.indexOf('--only') + 1]?.split(',') : undefined;
const stage = await startStage({ quick: process.argv.includes('--quick') });
try {
  for (const m of MEASURES)
    if (!only || only.includes(m.id)) {
      const t = performance.now();
      const rows = await m.run(stage);
      stage.site.forget();
      for (const r of rows) {
        console.log(r.what);
        for (const f of r.figures)
          console.log('   ', f.contender.padEnd(50), f.value.toFixed(3), f.spread?.p99.toFixed(3), f.note ?? '');
        for (const t of r.targets) console.log('   ->', t.goal, t.reached.toFixed(2), t.met);
      }
      console.log(m.id, 'took', (performance.now() - t) / 1000);
    }
} finally {
  await stage.close();
}

import type { Defect } from './defect.js';
import { type Outcome, runSchedule } from './schedule.js';

/**
 * Leaves out choices as long as the same invariant breaks without them: halves first, then quarters, down to single
 * choices, and again from the start until nothing more can go. What could not be made any more is gone by itself.
 */
export async function shrink(failed: Outcome, defect?: Defect): Promise<Outcome> {
  let best = failed;

  async function holdsWithout(from: number, to: number): Promise<boolean> {
    const choices = best.choices.filter((_, index) => index < from || index >= to);
    const outcome = await runSchedule(best.seed, { defect, choices });
    if (outcome.violation?.invariant !== failed.violation?.invariant) return false;
    best = outcome;
    return true;
  }

  for (let before = Number.POSITIVE_INFINITY; best.choices.length < before; ) {
    before = best.choices.length;
    for (let size = Math.ceil(best.choices.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let from = best.choices.length - size; from >= -size + 1; from -= size) {
        await holdsWithout(Math.max(from, 0), from + size);
      }
    }
  }
  return best;
}

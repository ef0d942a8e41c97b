import { expect, test } from 'vitest';
import { conditionsOf } from './conditions.js';
import type { Defect } from './defect.js';
import { DEFECTS } from './defects.js';
import { type Outcome, runSchedule } from './schedule.js';
import { shrink } from './shrink.js';
import { tellStory } from './story.js';

/** How many schedules may pass before a defect is found; of those drawn for it where it takes a coincidence besides, one in 250 tells. */
const within = ({ about }: Defect) => (about === 'memory' ? 2_500 : 1_000);

/** So many choices are a long story, of which much can go. */
const LONG = 40;

async function firstFailure(defect: Defect, leastChoices = 0): Promise<Outcome | undefined> {
  let schedules = 0;
  for (let seed = 1; schedules < within(defect); seed++) {
    if (defect.about && conditionsOf(seed).about !== defect.about) continue;
    schedules++;
    const outcome = await runSchedule(seed, { defect });
    if (outcome.violation && outcome.choices.length >= leastChoices) return outcome;
  }
  return undefined;
}

test.each(DEFECTS.map((defect) => [defect.name, within(defect), defect.as, defect] as const))(
  '%s is found within %i schedules: %s',
  async (_name, _within, _as, defect) => {
    const failure = await firstFailure(defect);
    expect(failure).toBeDefined();
    // It is the defect that was found: the same seed, and the same choices, are all right without it.
    const { seed, choices } = failure as Outcome;
    expect((await runSchedule(seed)).violation).toBeUndefined();
    expect((await runSchedule(seed, { choices })).violation).toBeUndefined();
  },
  120_000,
);

test('a failure shrinks to a short story of nothing but what it takes, which tells who did what, and how to see it again', async () => {
  const defect = DEFECTS.find(({ name }) => name === 'tokens-stored-late') as Defect;
  const failure = (await firstFailure(defect, LONG)) as Outcome;
  const shrunk = await shrink(failure, defect);
  expect(shrunk.violation?.invariant).toBe(failure.violation?.invariant);
  expect(shrunk.choices.length).toBeLessThan(failure.choices.length / 2);
  for (const choice of shrunk.choices.keys()) {
    const choices = shrunk.choices.toSpliced(choice, 1);
    expect((await runSchedule(failure.seed, { defect, choices })).violation?.invariant).not.toBe(
      failure.violation?.invariant,
    );
  }
  const story = await tellStory(shrunk, defect);
  expect(story).toContain(`Seed ${failure.seed}: "${failure.violation?.invariant}" does not hold`);
  expect(story).toMatch(/worker \d\.\d: requests Refresh/);
  expect(story).toContain(`npm run simulate -- --seed ${failure.seed} --schedules 1 --defect tokens-stored-late`);
}, 120_000);

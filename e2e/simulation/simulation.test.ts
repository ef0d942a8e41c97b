import { expect, test } from 'vitest';
import { runSeeds } from './run-seeds.js';
import { runSchedule } from './schedule.js';
import { shrink } from './shrink.js';
import { tellStory } from './story.js';

const SCHEDULES = 20_000;

/** Some 60 s on two cores; `npm run simulate` runs as many as one likes. A busy machine makes it longer, and must not make it fail. */
const LIMIT_MS = 1_800_000;

test(
  `${SCHEDULES} schedules of pages, workers, store, locks, clocks and service break no invariant`,
  async () => {
    const { schedules, tally, failed } = await runSeeds({ first: 1, count: SCHEDULES });
    const [seed] = failed;
    if (seed !== undefined) {
      throw new Error(
        `${await tellStory(await shrink(await runSchedule(seed)))}\nMore failed seeds: ${failed.slice(1)}`,
      );
    }
    expect(schedules).toBe(SCHEDULES);
    // They were no idle schedules: what they are about did happen, many times.
    for (const what of ['arrivals', 'departures', 'renewals', 'sessions ended', 'sessions alive at the end']) {
      expect(tally[what], what).toBeGreaterThan(SCHEDULES / 20);
    }
    expect(tally['steps']).toBeGreaterThan(150 * SCHEDULES);
    expect(tally['troubles']).toBeGreaterThan(10 * SCHEDULES);
    expect(tally['reads from memory']).toBeGreaterThan(SCHEDULES);
    expect(tally['arrivals told']).toBeGreaterThan(SCHEDULES / 50);
    expect(tally['sign-ins with managed login']).toBeGreaterThan(SCHEDULES / 100);
    for (const what of ['lost answers made good', 'repairs at the end', 'late tokens revoked']) {
      expect(tally[what], what).toBeGreaterThan(SCHEDULES / 1_000);
    }
  },
  LIMIT_MS,
);

test('the same seed gives the same schedule, choice by choice', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [once, again] = [await runSchedule(seed), await runSchedule(seed)];
    expect(again).toEqual(once);
    expect((await runSchedule(seed, { choices: once.choices })).tally).toEqual(once.tally);
  }
});

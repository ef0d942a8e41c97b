import { describe, expect, test } from 'vitest';
import { createServerTime } from './server-time.js';
import { createVirtualClock } from './testing/virtual-clock.js';

const HOUR = 3_600_000;

function createTime() {
  const clock = createVirtualClock();
  return { clock, time: createServerTime(clock) };
}

describe('server time', () => {
  test("is this machine's until the service has told its own", () => {
    const { clock, time } = createTime();
    expect(time.read()).toEqual({ now: clock.now(), offsetMs: 0, certain: true });
  });

  test.each([2 * HOUR, -2 * HOUR])('follows a service whose clock is off by %d ms', async (offset) => {
    const { clock, time } = createTime();
    time.observe(clock.now() + offset);
    await clock.advance(5_000);
    expect(time.read().now).toBe(clock.now() + offset);
    expect(time.toStore()).toMatchObject({ offsetMs: offset });
  });

  test('an answer that was long on its way changes nothing', () => {
    const { clock, time } = createTime();
    time.observe(clock.now() + HOUR);
    time.observe(clock.now() + HOUR - 9_000, 10_000);
    expect(time.read().now).toBe(clock.now() + HOUR);
  });

  test('answers that agree leave the offset as it is, to the millisecond', async () => {
    const { clock, time } = createTime();
    time.observe(clock.now() + HOUR + 0.3);
    const { offsetMs } = time.read();
    expect(Number.isInteger(offsetMs)).toBe(true);
    for (const jitter of [0.7, -400.2, 900]) {
      await clock.advance(1_000);
      time.observe(clock.now() + HOUR + jitter);
      expect(time.read().offsetMs).toBe(offsetMs);
    }
  });

  test('a service that sets its clock is followed', () => {
    const { clock, time } = createTime();
    time.observe(clock.now() + HOUR);
    time.observe(clock.now() - HOUR);
    expect(time.read().now).toBe(clock.now() - HOUR);
  });

  test("this machine's clock set back does not bring expired values back to life", async () => {
    const { clock, time } = createTime();
    time.observe(clock.now());
    const before = time.read().now;
    await clock.advance(HOUR);
    clock.setWall(-3 * HOUR);
    expect(time.read()).toMatchObject({ now: before + HOUR, certain: true });
  });

  test("this machine's clock set forward counts, for it may have slept", () => {
    const { clock, time } = createTime();
    time.observe(clock.now());
    const before = time.read().now;
    clock.setWall(HOUR);
    expect(time.read().now).toBe(before + HOUR);
  });

  test('the next worker goes by what the last one learnt', async () => {
    const { clock, time } = createTime();
    time.observe(clock.now() + HOUR);
    const next = createServerTime(clock);
    next.recall(time.toStore());
    expect(next.read()).toEqual({ now: clock.now() + HOUR, offsetMs: HOUR, certain: true });
  });

  test('a clock that was set back while no worker lived makes every reading uncertain until the service answers', () => {
    const { clock, time } = createTime();
    time.observe(clock.now());
    const stored = time.toStore();
    clock.setWall(-HOUR);
    const next = createServerTime(clock);
    next.recall(stored);
    expect(next.read().certain).toBe(false);
    next.observe(clock.now() + HOUR);
    expect(next.read()).toMatchObject({ now: clock.now() + HOUR, certain: true });
  });
});

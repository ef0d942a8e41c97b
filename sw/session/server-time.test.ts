import { describe, expect, test } from 'vitest';
import { createServerTime, type ServerTime } from './server-time.js';
import { createVirtualClock } from './testing/virtual-clock.js';

const HOUR = 3_600_000;

function createTime() {
  const clock = createVirtualClock();
  return { clock, time: createServerTime(clock) };
}

/** An answer that came at once. */
const tell = (time: ServerTime, serverTimeMs: number) => time.observe(serverTimeMs, time.moment());

describe('server time', () => {
  test("is this machine's until the service has told its own", () => {
    const { clock, time } = createTime();
    expect(time.read()).toEqual({ now: clock.now(), offsetMs: 0, certain: true });
  });

  test.each([2 * HOUR, -2 * HOUR])('follows a service whose clock is off by %d ms', async (offset) => {
    const { clock, time } = createTime();
    tell(time, clock.now() + offset);
    await clock.advance(5_000);
    expect(time.read().now).toBe(clock.now() + offset);
    expect(time.toStore()).toMatchObject({ offsetMs: offset });
  });

  test('an answer that was long on its way changes nothing', async () => {
    const { clock, time } = createTime();
    tell(time, clock.now() + HOUR);
    const sentAt = time.moment();
    await clock.advance(30_000);
    time.observe(sentAt.wall + HOUR + 200, sentAt);
    expect(time.read().now).toBe(clock.now() + HOUR);
  });

  test.each([
    ['the first answer', [], 50], // how long the request took is not known then
    ['a later answer', [0], 0],
    ['an answer of a service whose clock is off', [2 * HOUR], 0],
  ])('%s that this machine has slept upon changes nothing', async (_, offsets, aheadMs) => {
    const { clock, time } = createTime();
    for (const offset of offsets) tell(time, clock.now() + offset);
    const sentAt = time.moment();
    const then = time.read().now;
    await clock.advance(100);
    clock.setWall(HOUR); // the steady clock stood still
    time.observe(then + 50, sentAt);
    expect(time.read()).toMatchObject({ now: then + HOUR + 100 + aheadMs, certain: true });
  });

  test('a first answer that this machine has slept upon counts as told at the very beginning', async () => {
    const { clock, time } = createTime();
    const sentAt = time.moment();
    clock.setWall(HOUR);
    time.observe(sentAt.wall + 7 * 60_000, sentAt);
    expect(time.read().now).toBe(sentAt.wall + 7 * 60_000 + HOUR);
  });

  test('an answer that this machine has slept upon, its clock set before, is followed by the tokens in it', async () => {
    const { clock, time } = createTime();
    tell(time, clock.now());
    const service = clock.now();
    clock.setWall(10 * HOUR);
    const sentAt = time.moment();
    clock.setWall(19 * HOUR); // nine hours of sleep
    time.observe(service + 500, sentAt);
    time.observe(service, sentAt);
    expect(time.read().now).toBe(service + 9 * HOUR + 500);
  });

  test('a time that was told nobody knows when counts where it is ahead', () => {
    const { clock, time } = createTime();
    time.observe(clock.now() - HOUR);
    expect(time.read().now).toBe(clock.now());
    time.observe(clock.now() + HOUR);
    expect(time.read().now).toBe(clock.now() + HOUR);
  });

  test("a first answer that agrees leaves this machine's clock as it is: it is more exact than whole seconds", () => {
    const { clock, time } = createTime();
    tell(time, clock.now() - 900);
    expect(time.read()).toMatchObject({ now: clock.now(), offsetMs: 0 });
  });

  test('answers that agree leave the offset as it is, to the millisecond', async () => {
    const { clock, time } = createTime();
    tell(time, clock.now() + HOUR + 0.3);
    const { offsetMs } = time.read();
    expect(Number.isInteger(offsetMs)).toBe(true);
    for (const jitter of [0.7, -400.2, 900]) {
      await clock.advance(1_000);
      tell(time, clock.now() + HOUR + jitter);
      expect(time.read().offsetMs).toBe(offsetMs);
    }
  });

  test('an answer that tells no time changes nothing', () => {
    const { clock, time } = createTime();
    tell(time, clock.now() + HOUR);
    time.observe(undefined, time.moment());
    time.observe(Number.NaN, time.moment());
    expect(time.read()).toMatchObject({ now: clock.now() + HOUR, certain: true });
  });

  test('a service that sets its clock is followed', () => {
    const { clock, time } = createTime();
    tell(time, clock.now() + HOUR);
    tell(time, clock.now() - HOUR);
    expect(time.read().now).toBe(clock.now() - HOUR);
  });

  test("this machine's clock set back does not bring expired values back to life", async () => {
    const { clock, time } = createTime();
    tell(time, clock.now());
    const before = time.read().now;
    await clock.advance(HOUR);
    clock.setWall(-3 * HOUR);
    expect(time.read()).toMatchObject({ now: before + HOUR, certain: true });
  });

  test("this machine's clock set forward counts, for it may have slept", () => {
    const { clock, time } = createTime();
    tell(time, clock.now());
    const before = time.read().now;
    clock.setWall(HOUR);
    expect(time.read().now).toBe(before + HOUR);
  });

  test('the next worker goes by what the last one learnt', async () => {
    const { clock, time } = createTime();
    tell(time, clock.now() + HOUR);
    const next = createServerTime(clock);
    next.recall(time.toStore());
    expect(next.read()).toEqual({ now: clock.now() + HOUR, offsetMs: HOUR, certain: true });
  });

  test('a clock that was set back while no worker lived makes every reading uncertain until the service answers', () => {
    const { clock, time } = createTime();
    tell(time, clock.now());
    const stored = time.toStore();
    clock.setWall(-HOUR);
    const next = createServerTime(clock);
    next.recall(stored);
    expect(next.read().certain).toBe(false);
    tell(next, clock.now() + HOUR);
    expect(next.read()).toMatchObject({ now: clock.now() + HOUR, certain: true });
  });
});

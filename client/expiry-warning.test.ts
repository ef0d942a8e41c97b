import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createExpiryWarning } from './expiry-warning.js';

const DAY_MS = 86_400_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('an end that is further ahead than a timer can be set is announced a minute before it, and not when the timer ends', () => {
  const announce = vi.fn();
  createExpiryWarning(announce).set({ at: Date.now() + 60 * DAY_MS, reason: 'absoluteLifetime' });
  vi.advanceTimersByTime(60 * DAY_MS - 60_001);
  expect(announce).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(announce).toHaveBeenCalledOnce();
});

test('an end that is put off is announced anew, and one that is gone is not', () => {
  const announce = vi.fn();
  const { set } = createExpiryWarning(announce);
  set({ at: Date.now() + DAY_MS, reason: 'idle' });
  set({ at: Date.now() + 2 * DAY_MS, reason: 'idle' });
  vi.advanceTimersByTime(2 * DAY_MS - 60_000);
  expect(announce).toHaveBeenCalledOnce();
  set({ at: Date.now() + DAY_MS, reason: 'idle' });
  set(undefined);
  vi.advanceTimersByTime(2 * DAY_MS);
  expect(announce).toHaveBeenCalledOnce();
});

test('an end that the machine has slept through is not announced as one to come', () => {
  const announce = vi.fn();
  createExpiryWarning(announce).set({ at: Date.now() + DAY_MS, reason: 'absoluteLifetime' });
  vi.setSystemTime(Date.now() + 2 * DAY_MS); // timers stand still meanwhile
  vi.advanceTimersByTime(DAY_MS);
  expect(announce).not.toHaveBeenCalled();
});

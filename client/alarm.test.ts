import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAlarm } from './alarm.js';
import { openFakeWindow } from './testing/fake-window.js';

beforeEach(() => {
  openFakeWindow();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a wake that fails is tried again after half a minute', async () => {
  const wake = vi.fn(async () => false);
  createAlarm(wake).set(1_000);
  await vi.advanceTimersByTimeAsync(1_000 + 29_999);
  expect(wake).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(wake).toHaveBeenCalledTimes(2);
});

test('so it is though the worker, whose database failed, has asked for a later one along with its answer', async () => {
  const wake = vi.fn(async () => {
    alarm.set(3_600_000);
    return false;
  });
  const alarm = createAlarm(wake);
  alarm.set(1_000);
  await vi.advanceTimersByTimeAsync(1_000 + 30_000);
  expect(wake).toHaveBeenCalledTimes(2);
});

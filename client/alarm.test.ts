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

test('a wake that fails does not put off a sooner one that the worker has asked for meanwhile', async () => {
  let fail = (_ok: boolean) => {};
  const wake = vi.fn(() => new Promise<boolean>((resolve) => (fail = resolve)));
  const alarm = createAlarm(wake);
  alarm.set(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  alarm.set(5_000); // a notice came: a refresh is under way, look after it
  fail(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(wake).toHaveBeenCalledTimes(2);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionApi } from '../shared/session-api.js';
import { takeControl } from './installation.js';
import { FakeContainer } from './testing/fake-container.js';

/** Browsers take some ms between a worker's claim and the page's news of it; a busy machine takes any time for either. */
let container: FakeContainer;

beforeEach(() => {
  vi.useFakeTimers();
  container = new FakeContainer();
  vi.stubGlobal('navigator', { serviceWorker: container });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const isControlled = () => container.controller !== null;

const workerThatClaimsIn = (ms: number) =>
  ({
    claim: () => new Promise((resolve) => setTimeout(resolve, ms, { ok: true, value: null })),
  }) as unknown as SessionApi;

test('control of a page is awaited however long the worker takes to claim it', async () => {
  let outcome: unknown;
  takeControl(workerThatClaimsIn(5_000), isControlled).then((result) => {
    outcome = result;
  });
  await vi.advanceTimersByTimeAsync(5_500);
  expect(outcome).toBeUndefined();
  container.handOver({});
  await vi.advanceTimersByTimeAsync(0);
  expect(outcome).toEqual({ ok: true, value: null });
});

test('a page that the worker has claimed and the browser does not hand over is not taken for controlled', async () => {
  const control = takeControl(workerThatClaimsIn(10), isControlled);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await control).toMatchObject({ ok: false, error: { kind: 'configuration', retryable: true } });
});

test('a page that was handed over to another call already is controlled, although nothing changes any more', async () => {
  container.controller = {};
  const control = takeControl(workerThatClaimsIn(10), isControlled);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await control).toEqual({ ok: true, value: null });
});

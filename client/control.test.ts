import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionApi } from '../shared/session-api.js';
import type { WireResult } from '../shared/wire-result.js';
import { createEnsureControl } from './control.js';
import './installation.js'; // so that it is there at once
import { FakeContainer } from './testing/fake-container.js';
import { SCRIPT_URL } from './testing/fake-window.js';

const OWN = { scriptURL: SCRIPT_URL };
const CLAIMED: WireResult<null> = { ok: true, value: null };
const REFUSED: WireResult<null> = {
  ok: false,
  error: { kind: 'configuration', message: 'no', recoverySuggestion: 'do', retryable: false },
};

/** Of a page that the worker of a wider scope controls. */
let container: FakeContainer;

beforeEach(() => {
  vi.useFakeTimers();
  container = new FakeContainer({ scriptURL: 'https://app.example/wider.js' });
  vi.stubGlobal('navigator', { serviceWorker: container });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const ensureControl = (claimed: WireResult<null>) =>
  createEnsureControl(
    SCRIPT_URL,
    { active: OWN } as unknown as ServiceWorkerRegistration,
    { claim: async () => claimed } as unknown as SessionApi,
  );

test('a page that another worker controls is not taken for handed over before it is', async () => {
  const refused = expect(ensureControl(CLAIMED)()).rejects.toMatchObject({ kind: 'configuration', retryable: true });
  await vi.advanceTimersByTimeAsync(2_000); // the browser has said nothing: requests still go to the other worker
  await refused;
});

test('a page that another worker controls is handed over by the next call, if not by the first', async () => {
  const ensure = ensureControl(CLAIMED);
  const refused = expect(ensure()).rejects.toMatchObject({ kind: 'configuration' });
  await vi.advanceTimersByTimeAsync(2_000);
  await refused;
  const ensured = ensure();
  await vi.advanceTimersByTimeAsync(10);
  container.handOver(OWN);
  await expect(ensured).resolves.toBeUndefined();
});

test('a claim that is refused leaves no listener behind', async () => {
  let signal: AbortSignal | undefined;
  const addEventListener = vi.spyOn(container, 'addEventListener').mockImplementation((...[, , options]) => {
    signal = typeof options === 'object' ? options.signal : undefined;
  });
  await expect(ensureControl(REFUSED)()).rejects.toMatchObject({ kind: 'configuration' });
  expect(addEventListener).toHaveBeenCalledOnce();
  expect(signal?.aborted).toBe(true);
});

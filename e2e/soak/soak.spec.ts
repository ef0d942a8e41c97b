import { expect, test } from 'playwright/test';
import { LONGEST_CALL_MS, runSoak } from './run-soak.js';
import { SHORT_CADENCES } from './soak-plan.js';

/** Beside other browsers on a busy machine a process waits for its turn; a call that waits for a dead worker waits for longer. */
const LONGEST_CALL_WHEN_BUSY_MS = 3 * LONGEST_CALL_MS;

test('a page that nobody drives uses the session often, seldom and after the browser has stopped the worker: no error, no wait', {
  tag: '@waits',
}, async ({ browserName }) => {
  test.skip(
    browserName !== 'chromium',
    'a Firefox that nobody drives takes another 80 s: npm run soak -- --browser firefox',
  );
  test.setTimeout(180_000); // 79 s of pauses, most of them for Chromium's own 30 s
  const { samples, events, failure, workerStarts, requests } = await runSoak({
    engine: 'chromium',
    cadences: SHORT_CADENCES,
    forMs: 0,
  });
  expect(failure).toBeUndefined();
  expect(samples.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(samples.filter(({ ms }) => ms > LONGEST_CALL_WHEN_BUSY_MS)).toEqual([]);
  expect(samples.filter(({ call }) => call === 'fetchAuthSession')).toHaveLength(72);
  // One for its installation, one after the pause at the least: without a stop between them nothing has been shown.
  expect(workerStarts).toBeGreaterThan(1);
  expect(events).toEqual(['signedIn']);
  expect(requests).toEqual({
    InitiateAuth: 1,
    RespondToAuthChallenge: 1,
    GetId: 1,
    GetCredentialsForIdentity: 1,
  });
});

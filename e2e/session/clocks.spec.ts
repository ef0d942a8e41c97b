import type { Page } from 'playwright/test';
import { eventTypesOf, expect, expectStatus, signIn, test } from '../harness/fixtures.js';
import { askAll, REFRESH } from './ask.js';

const HOUR_MS = 3600_000;

/** Calls the API through the worker until `refreshes` renewals were seen. The API judges by the service's clock. */
async function useApiUntil(tab: Page, url: string, refreshes: number): Promise<number[]> {
  const statuses: number[] = [];
  await expect
    .poll(
      async () => {
        statuses.push(await tab.evaluate(async (target) => (await fetch(target)).status, url));
        return (await eventTypesOf(tab)).filter((type) => type === 'tokenRefresh').length;
      },
      { timeout: 60_000, intervals: [100] },
    )
    .toBeGreaterThanOrEqual(refreshes);
  return statuses;
}

for (const hours of [2, -2]) {
  test.describe(`the service's clock is ${Math.abs(hours)} hours ${hours > 0 ? 'ahead' : 'behind'}`, () => {
    test('nothing is renewed before it is due', async ({ openTab, user, cognito }) => {
      cognito.clock.offsetMs = hours * HOUR_MS;
      const tab = await openTab();
      await signIn(tab, user);
      await askAll(tab);
      cognito.clearRequests();
      for (let n = 0; n < 10; n++) expect(await askAll(tab)).toMatchObject({ jwt: { ok: true }, aws: { ok: true } });
      expect(cognito.requests).toEqual([]);
      const { expiresAt = Number.NaN } = await tab.evaluate(() => window.auth.getSnapshot());
      expect(Math.abs(expiresAt - (Date.now() + HOUR_MS))).toBeLessThan(60_000);
    });

    test('no expired token is ever used, and there is no loop of renewals (firebase-js-sdk #6032)', {
      tag: '@waits',
    }, async ({ openTab, user, cognito, api }) => {
      cognito.clock.offsetMs = hours * HOUR_MS;
      cognito.settings.accessTokenSeconds = 4;
      const tab = await openTab();
      const began = Date.now();
      await signIn(tab, user);
      const statuses = await useApiUntil(tab, `${api.url}/v1/orders`, 3);
      expect(new Set(statuses)).toEqual(new Set([200]));
      const most = Math.ceil((Date.now() - began) / 2_000) + 1; // each lives 4 s, 3 of them before it is renewed
      expect(cognito.count(REFRESH)).toBeLessThanOrEqual(most);
      await expectStatus(tab, 'signedIn');
    });
  });
}

test("the service's clock jumps under a running session: it is learnt from the next answer (amplify-js #6494)", {
  tag: '@waits',
}, async ({ openTab, user, cognito, api }) => {
  cognito.settings.accessTokenSeconds = 4;
  cognito.clock.offsetMs = 2 * HOUR_MS;
  const tab = await openTab();
  await signIn(tab, user);
  await useApiUntil(tab, `${api.url}/v1/orders`, 1);
  cognito.clock.offsetMs = -2 * HOUR_MS;
  await useApiUntil(tab, `${api.url}/v1/orders`, 2);
  const statuses = await useApiUntil(tab, `${api.url}/v1/orders`, 4);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await eventTypesOf(tab)).not.toContain('sessionExpired');
});

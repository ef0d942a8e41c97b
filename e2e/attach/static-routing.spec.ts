import { expect, type Page, stopWorkers } from '../harness/fixtures.js';
import { watchWorkers } from '../harness/watch-workers.js';
import { test } from './fixtures.js';

test.skip(({ browserName }) => browserName !== 'chromium', 'only Chromium has static routing and tells of its workers');

function send(tab: Page, url: string, init: RequestInit = {}): Promise<number> {
  return tab.evaluate(async (sent) => (await fetch(sent.url, sent.init)).status, { url, init });
}

test.describe('with static routing', () => {
  test.use({ configFields: { staticRouting: true }, ruleFields: { methods: ['GET'] } });

  test('the worker is started for what its rule covers, and for nothing else', async ({ tab, witness, app }) => {
    await stopWorkers(tab);
    const workers = await watchWorkers(tab);
    for (const path of ['/', '/v10/orders', '/v1/../admin']) await send(tab, `${witness.url}${path}`);
    await send(tab, `${witness.url}/v1/orders`, { method: 'POST' });
    await send(tab, `${app.url}/blank`);
    expect(workers.starts).toBe(0);
    expect(witness.requests.map(({ bearer }) => bearer)).toEqual([undefined, undefined, undefined, undefined]);

    for (const path of ['/v1', '/v1/', '/v1/things?a=1', '/v1/a%20b/é', '/v1//x']) {
      await send(tab, `${witness.url}${path}`);
      expect(witness.requests.at(-1)?.bearer).toMatch(/^eyJ/);
    }
    await expect.poll(() => workers.starts).toBe(1);
    await workers.stop();
  });

  test('a navigation goes to the network without waiting for the worker', async ({ tab, app }) => {
    await tab.goto(`${app.url}/blank`);
    const navigation = await tab.evaluate(() => performance.getEntriesByType('navigation')[0]?.toJSON());
    // Chromium starts the worker all the same, beside the navigation.
    expect(navigation).toMatchObject({ workerMatchedSourceType: 'network', workerStart: 0 });
  });
});

test('without it, the worker is started and leaves alone what its rule does not cover', async ({ tab, witness }) => {
  await stopWorkers(tab);
  const workers = await watchWorkers(tab);
  await send(tab, witness.url);
  await expect.poll(() => workers.starts).toBe(1);
  expect(witness.requests[0]?.bearer).toBeUndefined();
  await workers.stop();
});

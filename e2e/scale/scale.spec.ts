import type { Page } from 'playwright';
import { eventTypesOf, expect, expectStatus, signIn, signOut, test } from '../harness/fixtures.js';
import { REFRESH } from '../session/ask.js';
import { pageFootprint, workerFootprint } from './footprint.js';
import { callAtOnce } from './many-calls.js';

const TABS = 12;
const CALLS_BY_ONE = 1_000;
const CALLS_BY_EACH = 50;

/** What a page and a worker may keep, in bytes, after so many calls: the worker keeps each answer for 30 s. */
const LARGEST_PAGE_HEAP = 4_000_000;
const LARGEST_WORKER_HEAP = 16_000_000;

const refreshesSeen = async (tab: Page) => (await eventTypesOf(tab)).filter((type) => type === 'tokenRefresh').length;

test('many tabs with many calls at once make one refresh at each expiry, and leave no port and no listener behind', async ({
  openTab,
  user,
  cognito,
}) => {
  const tabs: Page[] = [];
  while (tabs.length < TABS) tabs.push(...(await Promise.all([openTab(), openTab(), openTab()])));
  const [tab] = tabs as [Page];
  cognito.settings.accessTokenSeconds = 4;
  await signIn(tab, user);
  await expect.poll(() => refreshesSeen(tab)).toBe(1);
  cognito.settings.accessTokenSeconds = 3600;
  const refreshes = () => cognito.count(REFRESH);
  for (const each of tabs) await expect.poll(async () => (await refreshesSeen(each)) === refreshes()).toBe(true);

  const { listeners } = await pageFootprint(tab);
  const alone = await callAtOnce(tab, CALLS_BY_ONE);
  expect(alone.errors).toEqual({});
  const together = await Promise.all(tabs.map((each) => callAtOnce(each, CALLS_BY_EACH)));
  for (const { tokens, errors } of together) {
    expect(errors).toEqual({});
    expect(tokens['signed in']).toBe(CALLS_BY_EACH / 2);
  }

  await expect.poll(async () => (await pageFootprint(tab)).messagePorts).toBe(0);
  const page = await pageFootprint(tab);
  expect(page.listeners).toBe(listeners);
  expect(page.heapBytes).toBeLessThan(LARGEST_PAGE_HEAP);
  const worker = await workerFootprint(tab);
  expect(worker?.messagePorts).toBe(0);
  expect(worker?.heapBytes).toBeLessThan(LARGEST_WORKER_HEAP);

  await signOut(tab);
  for (const each of tabs) {
    await expectStatus(each, 'signedOut');
    const types = await eventTypesOf(each);
    expect(types).toEqual(['signedIn', ...types.filter((type) => type === 'tokenRefresh'), 'signedOut']);
    expect(await refreshesSeen(each)).toBe(refreshes());
  }
});

import type { Page } from 'playwright/test';
import { eventTypesOf, expect, expectStatus, signIn, signOut, test } from '../harness/fixtures.js';

const TABS = 5;

async function openTabs(openTab: () => Promise<Page>, count: number): Promise<Page[]> {
  const tabs: Page[] = [];
  for (let n = 0; n < count; n++) tabs.push(await openTab());
  return tabs;
}

const first = (tabs: readonly Page[]) => tabs[0] as Page;

test('one sign-in shows in every tab, and so does one sign-out, with one event each (amplify-js #12820, #10300)', {
  tag: '@core',
}, async ({ openTab, user }) => {
  const tabs = await openTabs(openTab, TABS);
  await signIn(first(tabs), user);
  for (const tab of tabs) {
    await expectStatus(tab, 'signedIn');
    expect(await tab.evaluate(() => window.auth.getSnapshot().user?.username)).toBe(user.username);
  }
  await expect(signOut(tabs[1] as Page)).resolves.toEqual({ status: 'complete' });
  for (const tab of tabs) {
    await expectStatus(tab, 'signedOut');
    expect(await eventTypesOf(tab)).toEqual(['signedIn', 'signedOut']);
  }
});

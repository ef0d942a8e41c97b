import { expect, expectStatus, type Page, signIn, signOut, test } from '../harness/fixtures.js';

/** Takes the lock that those have who answer from memory, from whoever has it, and keeps it as long as the page lives. */
function stealLease(tab: Page): Promise<string> {
  return tab.evaluate(async () => {
    let name: string | undefined;
    while (name === undefined) {
      await window.auth.fetchAuthSession();
      const { held = [] } = await navigator.locks.query();
      name = held.find((lock) => lock.name?.endsWith(':record'))?.name;
    }
    const lease = name;
    await new Promise<void>((resolve) => {
      const keep = () => new Promise<void>(() => resolve());
      navigator.locks.request(lease, { steal: true }, keep).catch(() => {});
    });
    return lease;
  });
}

test('script that steals the lock of the record makes writes slower, and nobody wait for ever or read what is past', async ({
  openTab,
  user,
}) => {
  const [attacker, tab] = [await openTab(), await openTab()];
  expect(await stealLease(attacker)).not.toBe('');
  const read = () => tab.evaluate(async () => (await window.auth.fetchAuthSession()).isSignedIn);
  await signIn(tab, user);
  expect(await read()).toBe(true);
  expect(await signOut(tab)).toEqual({ status: 'complete' });
  expect(await read()).toBe(false);
  await expectStatus(attacker, 'signedOut');
  await attacker.close();
  await signIn(tab, user);
  expect(await read()).toBe(true);
});

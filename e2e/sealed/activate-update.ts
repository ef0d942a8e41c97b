import { expect, type Page } from 'playwright/test';

/**
 * Looks for a newer worker, and puts it in charge at once where there is one. Answers whether there was. An app would wait for
 * its tabs to be closed. Only Chromium offers this.
 */
export async function activateUpdate(tab: Page): Promise<boolean> {
  const found = await tab.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    return registration.installing !== null || registration.waiting !== null;
  });
  if (!found) return false;
  const state = () =>
    tab.evaluate(async () => {
      const { installing, waiting, scope } = await navigator.serviceWorker.ready;
      return { settled: installing === null, waits: waiting !== null, scope };
    });
  await expect.poll(async () => (await state()).settled).toBe(true);
  const { waits, scope } = await state();
  if (!waits) return false; // it refused to be installed
  const devtools = await tab.context().newCDPSession(tab);
  try {
    await devtools.send('ServiceWorker.enable');
    await devtools.send('ServiceWorker.skipWaiting', { scopeURL: scope });
    await expect.poll(async () => (await state()).waits).toBe(false);
  } finally {
    await devtools.detach();
  }
  return true;
}

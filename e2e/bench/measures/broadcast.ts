import { setTimeout as delay } from 'node:timers/promises';
import type { Remote } from '../browser/tab.js';
import { interleave } from '../interleave.js';
import { atMost, figure, type Measure } from '../measure.js';
import type { BroadcastPage } from '../pages/broadcast-page.js';
import { ORIGINS } from '../stage.js';

const TABS = 50;

/** For all tabs to be waiting before anything is told, and to be at rest. */
const SETTLE_MS = 200;

/**
 * From the moment at which a worker has something to tell to the moment at which the listener of the last tab is called. That
 * of the session worker begins when its database has finished to write the change.
 */
export const broadcast: Measure = {
  id: 'broadcast',
  title: 'An event to all of 50 tabs',
  unit: 'ms',
  async run({ chromium, site, quick }) {
    const tabs = await Promise.all(Array.from({ length: TABS }, () => chromium.openTab()));
    const pages: Remote<BroadcastPage>[] = [];
    for (const tab of tabs) {
      await tab.goto(site.url(ORIGINS.broadcast, 'broadcast-page'));
      const page = tab.page<BroadcastPage>();
      await page.connect();
      pages.push(page);
    }
    const [first] = pages;
    if (first === undefined) throw new Error('There is no tab.');

    /** When each tab heard of what this does. */
    const heard = async <T>(what: string, cause: () => Promise<T>) => {
      const moments = Promise.all(pages.map((page) => page.next(what)));
      await delay(SETTLE_MS);
      const caused = await cause();
      return { caused, moments: await moments };
    };
    const raw = async () => {
      const { caused: begun, moments } = await heard('raw', () => first.broadcast());
      return Math.max(...moments) - begun;
    };
    const told = async (what: string, cause: () => Promise<unknown>) => {
      const { moments } = await heard(what, cause);
      const begun = (await first.changes()).filter((change) => change <= Math.min(...moments)).at(-1);
      if (begun === undefined) throw new Error('The tabs heard of a change before it was made.');
      return Math.max(...moments) - begun;
    };
    const samples = await interleave(
      {
        raw: async () => [await raw(), await raw()],
        ours: async () => [
          await told('signedIn', () => first.signIn(site.person)),
          await told('signedOut', () => first.signOut()),
        ],
      },
      quick ? { warmUp: 1, rounds: 3 } : { warmUp: 3, rounds: 25 },
    );
    await Promise.all(tabs.map((tab) => tab.close()));
    const floor = figure('raw client.postMessage to 50', 'floor', samples.raw);
    const ours = figure('cognito-session-worker', 'ours', samples.ours);
    return [
      {
        what: 'event to all of 50 tabs',
        figures: [ours, floor],
        targets: [atMost('≤ 1.5 × raw', ours.value / floor.value, 1.5)],
      },
    ];
  },
};

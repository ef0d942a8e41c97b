import { expect, stopWorkers } from '../harness/fixtures.js';
import type { Interruption } from './flows.js';
import type { Stage } from './stage.js';

/** What a test does to a flow, and how it undoes it. */
export interface InterruptionInBrowser {
  interrupt(stage: Stage): Promise<void>;
  /** Undoes what can be undone. Called once the request that was held has been let go. */
  resume(stage: Stage): Promise<void>;
}

const nothing = async () => {};

/** What is looked at while a request is held, which the worker gives up after ten seconds. */
const AT_ONCE = { intervals: [20] };

/** At managed login, in the midst of a navigation: Playwright asks such a page nothing. */
const isAway = ({ tab, app }: Stage) => !tab.url().startsWith(app.url);

export const IN_BROWSER: Readonly<Record<Interruption, InterruptionInBrowser>> = {
  'worker stopped': { interrupt: ({ other }) => stopWorkers(other), resume: nothing },

  'tab closed': { interrupt: ({ tab }) => tab.close(), resume: nothing },

  'tab frozen': {
    async interrupt(stage) {
      const { tab, other } = stage;
      const isAsked = !isAway(stage);
      if (isAsked) {
        await tab.evaluate(() => {
          document.addEventListener('freeze', () => Object.assign(window, { isFrozen: true }));
        });
      }
      await other.bringToFront();
      if (isAsked) await expect.poll(() => tab.evaluate(() => document.visibilityState), AT_ONCE).toBe('hidden');
      // Left open until the tab is closed: while a navigation waits, closing it takes ten seconds.
      const devtools = await tab.context().newCDPSession(tab);
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' }); // does nothing to a tab in front
      if (isAsked) await expect.poll(() => tab.evaluate(() => Reflect.get(window, 'isFrozen')), AT_ONCE).toBe(true);
    },
    resume: ({ tab }) => tab.bringToFront(),
  },

  'page cached': {
    async interrupt({ tab, app }) {
      await tab.goto(`${app.url}/blank`);
    },
    async resume(stage) {
      const { tab, app } = stage;
      await tab.goBack({ waitUntil: 'commit' }); // a page from the cache loads nothing
      if (isAway(stage)) await tab.goto(app.url); // back is managed login's page then, from where the user had come
    },
  },

  'network gone': {
    interrupt: async ({ cognito }) => {
      cognito.online = false;
    },
    resume: async ({ cognito }) => {
      cognito.online = true;
    },
  },
};

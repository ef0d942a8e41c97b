import { eventsOf, expect, type Page, register, signIn, waitForLibrary } from '../harness/fixtures.js';
import { answerOf, leave } from '../managed-login/fixtures.js';
import { askAll } from '../session/ask.js';
import type { Flow } from './flows.js';
import type { Told } from './outcomes.js';
import type { Stage } from './stage.js';

/** A flow as a page runs it. Nothing here waits for a page that may be about to go. */
export interface FlowInBrowser {
  /** What has to be so before it can begin. */
  prepare(stage: Stage): Promise<void>;
  /** Answers what a user does who waits in vain, where there is something. */
  begin(stage: Stage): Promise<(() => Promise<void>) | undefined>;
  /** Waits until the tab is where it has to be when the service sees this operation. */
  reach?(stage: Stage, operation: string): Promise<void>;
  /** What the tab is told in the end. */
  told(stage: Stage): Promise<Told>;
}

/** A call may be repeated once its worker has died, and tried again once its network is back. */
const TOLD_WITHIN_MS = 15_000;

/** What the page's call has come to; a page that had to be loaded anew is connected, and has no call any more. */
async function toldOfCall({ tab }: Stage): Promise<Told> {
  if (tab.isClosed()) return 'nothing';
  if (!(await tab.evaluate(() => window.auth !== undefined))) {
    await register(tab);
    return 'nothing';
  }
  const told = () => tab.evaluate(() => window.told);
  await expect.poll(told, { timeout: TOLD_WITHIN_MS, message: 'the call settles' }).toBeDefined();
  return (await told()) ?? 'nothing';
}

/** Begins a call without waiting for it: its tab may go first. */
async function call(tab: Page, begin: () => void): Promise<undefined> {
  await tab.evaluate(begin);
}

async function signInAndLook(stage: Stage): Promise<void> {
  await signIn(stage.tab, stage.user);
  expect(await askAll(stage.tab)).toMatchObject({ aws: { ok: true } }); // the identity pool has answered
  stage.cognito.clearRequests();
}

export const FLOWS_IN_BROWSER: Readonly<Record<Flow, FlowInBrowser>> = {
  'sign-in': {
    prepare: async () => {},
    async begin({ tab, user }) {
      await tab.evaluate((person) => {
        window.auth.signIn(person).then(
          () => Object.assign(window, { told: 'answered' }),
          ({ code, kind }) => Object.assign(window, { told: code ?? kind }),
        );
      }, user);
      return undefined;
    },
    told: toldOfCall,
  },

  refresh: {
    prepare: signInAndLook,
    begin: ({ tab }) =>
      call(tab, () => {
        window.auth.fetchAuthSession({ forceRefresh: true }).then(
          () => Object.assign(window, { told: 'answered' }),
          ({ code, kind }) => Object.assign(window, { told: code ?? kind }),
        );
      }),
    told: toldOfCall,
  },

  'sign-out': {
    prepare: signInAndLook,
    begin: ({ tab }) =>
      call(tab, () => {
        window.auth.signOut({ global: true }).then(
          ({ status }) => Object.assign(window, { told: status }),
          ({ code, kind }) => Object.assign(window, { told: code ?? kind }),
        );
      }),
    told: toldOfCall,
  },

  'redirect callback': {
    prepare: async ({ tab }) => {
      await leave(tab);
    },
    async begin({ tab, user, cognito, app }) {
      const answer = await answerOf(tab, user);
      cognito.clearRequests();
      tab.goto(answer, { waitUntil: 'commit' }).catch(() => {}); // an interruption may be the end of it
      return async () => {
        await tab.goto(`${app.url}/blank`); // gives the pending navigation up
        await tab.goto(answer, { waitUntil: 'commit' });
      };
    },
    async reach({ tab, app }, operation) {
      if (operation === 'Token') return; // the navigation waits for its answer
      await tab.waitForURL(`${app.url}/`);
      await waitForLibrary(tab);
    },
    async told({ tab, app }) {
      if (tab.isClosed()) return 'nothing';
      await tab.waitForURL(`${app.url}/`, { waitUntil: 'commit' });
      await register(tab);
      const arrival = async () => (await eventsOf(tab)).find(({ type }) => type.startsWith('signInWithRedirect'));
      await expect.poll(arrival, { message: 'the tab is told how it ended' }).toBeDefined();
      const event = await arrival();
      return event?.type === 'signInWithRedirect' ? 'answered' : ((event?.error?.code ?? event?.error?.kind) as Told);
    },
  },
};

declare global {
  interface Window {
    /** What the page's interrupted call has come to. */
    told?: Told;
  }
}

import type { Action } from './actions.js';
import type { BrowserTab } from './browser-tabs.js';
import type { Profile } from './profile.js';
import { APP } from './simulated-managed-login.js';
import type { SimulatedTab } from './simulated-tab.js';

/** The last answers are enough: older ones are refused in the same way. */
const ANSWERS_KEPT = 2;

/** What users do at managed login. */
export function visitorActions({ browser, conditions, cognito: { managedLogin } }: Profile): Action[] {
  const actions: Action[] = [];
  for (const tab of browser.away) {
    const { at } = tab;
    if (at === undefined) continue;
    const add = (what: string, to: () => string) =>
      actions.push({
        name: `${tab.name}: the user ${what}`,
        owner: tab,
        disturbs: false,
        happen: () => browser.goTo(tab, to()),
      });
    for (const username of ['ada', 'grace'])
      add(`signs in there as ${username}`, () => managedLogin.signIn(at, username));
    if (!conditions.troubles.has('stray-answers')) continue;
    add('does not want to sign in', () => managedLogin.cancel(at));
    add('goes back to the app', () => APP);
  }
  return actions;
}

/** Pages that are loaded again, and answers that come again, or come from elsewhere, once there was one to be expected. */
export function strayActions({ browser, tabs, store, cognito: { managedLogin } }: Profile): Action[] {
  const actions: Action[] = [];
  const flowId = Object.keys(store.current().redirects ?? {}).at(-1);
  if (flowId === undefined) return actions;

  function addFor(tab: BrowserTab, page?: SimulatedTab): void {
    const add = (what: string, to: () => string) =>
      actions.push({
        name: `${tab.name} ${what}`,
        owner: page ?? tab,
        disturbs: true,
        happen: () => browser.goTo(tab, to(), page),
      });
    if (page) add('is loaded again', () => page.url);
    const oldest = Math.max(browser.answers.length - ANSWERS_KEPT, 0);
    for (const [index, answer] of browser.answers.slice(oldest).entries()) {
      add(`is sent to answer ${oldest + index + 1} once more`, () => answer);
    }
    add('is sent to an answer from elsewhere', () => managedLogin.foreignAnswer());
    add('is sent to an answer from elsewhere that names a flow of ours', () => managedLogin.foreignAnswer(flowId));
    const { lastAt } = tab;
    if (lastAt !== undefined && tab.at !== lastAt) add('goes back to managed login', () => lastAt);
  }

  for (const page of tabs) addFor(page.browserTab, page);
  for (const tab of browser.away) addFor(tab);
  return actions;
}

import { type Action, calmly } from './actions.js';
import type { Profile } from './profile.js';
import type { SimulatedTab } from './simulated-tab.js';

/** Makes a choice, and lets everything run that waits for no other. */
export type Take = (action: Action) => Promise<void>;

/** No call may take longer than this once nothing disturbs it, in ms: a sign-in's limit, and a page that gives up. */
const LONGEST_CALL_MS = 120_000;

/** More steps than any calm end needs. */
const STEP_LIMIT = 3_000;

/** Goes on, undisturbed, until nothing is under way; for `alarmsForMs` the alarms of the pages go on ringing. */
export async function comeToRest(profile: Profile, take: Take, alarmsForMs = 0): Promise<void> {
  const { ledger, timeline, parking, openCalls, workers, browser } = profile;
  const alarmsUntil = timeline.elapsed() + alarmsForMs;
  const until = Math.max(alarmsUntil, timeline.elapsed() + LONGEST_CALL_MS);
  for (let steps = 0; !ledger.violation; steps++) {
    const busy =
      parking.parked.size > 0 ||
      openCalls.size > 0 ||
      browser.navigations.size > 0 ||
      workers.some(({ events }) => events > 0);
    const action = calmly(profile, busy ? until : alarmsUntil);
    if (!action) break;
    if (steps === STEP_LIMIT) return ledger.violate('everything comes to rest', `${action.name}, and so on`);
    await take(action);
  }
  const [open] = openCalls;
  if (open) ledger.violate('every call settles', `${open.tab.name} still waits: it ${open.what}`);
  const [navigation] = browser.navigations;
  if (navigation) ledger.violate('every call settles', `${navigation.tab.name} still waits for a worker to answer`);
  const busy = workers.find(({ events }) => events > 0);
  if (busy) ledger.violate('every event ends', `${busy.name} has an event that is not over`);
}

/** Lets a page do something, undisturbed. */
export async function letPage(
  profile: Profile,
  take: Take,
  tab: SimulatedTab,
  what: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const happen = () => profile.call(tab, what, work);
  await take({ name: `${tab.name}: ${what}`, owner: tab, disturbs: false, happen });
  await comeToRest(profile, take);
}

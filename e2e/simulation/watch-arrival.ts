import type { SessionConnection } from '../../client/connection.js';
import type { SessionEvent } from '../../client/session-events.js';
import type { RedirectArrival } from '../../shared/redirect-sign-in.js';
import type { RedirectEnding, SessionRecord } from '../../sw/session/record.js';
import { arrivalEvents } from '../../sw/session/redirect-events.js';
import type { Profile } from './profile.js';
import { APP } from './simulated-managed-login.js';
import type { SimulatedTab } from './simulated-tab.js';

/** A window may ask for so long how a sign-in ended (see sw/session/redirect-ending.ts); less what nobody measures so exactly. */
const ENDING_LIFE_MS = 2 * 60_000 - 10_000;

/** Holds what a page hears as it is connected against the ends of the sign-ins that may have brought the user there. */
export function judgeArrival(
  profile: Profile,
  tab: SimulatedTab,
  { state }: SessionConnection,
  heard: readonly SessionEvent[],
): void {
  const { ledger } = profile;
  if (heard.length > 0) {
    const id = endingHeard(profile, tab, heard, state.getSnapshot().user?.userId);
    if (id !== undefined) ledger.redirects.told(id, tab.client.id);
    else {
      const types = heard.map(({ type }) => type).join(', ');
      ledger.violate('an arrival is told where the user is', `${tab.name} hears ${types}, which is not for it`);
    }
  } else {
    const due = endingDue(profile, tab);
    if (due)
      ledger.violate('an arrival is told', `${tab.name} does not hear how ${due.id} ended, for which it came back`);
  }
  if (heard.some(({ type }) => type === 'signedIn') && !state.getSnapshot().isSignedIn) {
    ledger.violate('one event for a change', `${tab.name} hears signedIn as it arrives, and knows that nobody is`);
  }
  if (tab.url !== APP) {
    ledger.violate('no address keeps an answer', `${tab.name} is at ${tab.url}`);
  }
}

const signature = (events: readonly object[]) =>
  JSON.stringify(events.map((event) => [(event as SessionEvent).type, 'customState' in event && event.customState]));

/**
 * The ending of which these events tell, if the record had one for this window or its tab. Whom the page knows not to be there any
 * more, it is not told to have signed in.
 */
function endingHeard(
  { ledger }: Profile,
  tab: SimulatedTab,
  heard: readonly SessionEvent[],
  userId: string | undefined,
): string | undefined {
  const wanted = signature(heard);
  const isTold = (event: RedirectArrival['events'][number]) =>
    event.type !== 'signedIn' || event.user?.userId === userId;
  const tells = ({ redirectEnding, signIn }: SessionRecord) =>
    redirectEnding !== undefined && signature(arrivalEvents(redirectEnding, signIn).filter(isTold)) === wanted;
  const found = (isFor: (ending: RedirectEnding) => boolean) =>
    ledger.history.findLast(({ record }) => tells(record) && isFor(record.redirectEnding as RedirectEnding))?.record;
  const record =
    found(({ clientId }) => clientId === tab.client.id) ??
    found(({ tabId }) => tabId === tab.browserTab.id) ??
    found(({ tabId, clientId }) => tabId === undefined && clientId === undefined);
  return record?.redirectEnding?.id;
}

/** The ending of which this page had to hear: it was the last one all the time that the page took to ask, and nobody else was told. */
function endingDue({ ledger, timeline }: Profile, tab: SimulatedTab): RedirectEnding | undefined {
  const seen = ledger.since(tab.openedAt);
  const last = seen.at(-1)?.redirectEnding;
  const known = last && ledger.redirects.endings.get(last.id);
  if (!last || !known) return undefined;
  const own = tab.client.id;
  const isTheirs = last.taken && last.clientId !== undefined && last.clientId !== own;
  if (isTheirs || ledger.redirects.isTold(last.id)) return undefined;
  if (timeline.isTamperedWith() || timeline.elapsed() - known.endedAt > ENDING_LIFE_MS) return undefined;
  // Or it has itself handed over the address with the answer.
  const broughtIt = tab.client.url !== APP && known.clientId === own;
  const wasThere = seen.every(({ redirectEnding }) => redirectEnding?.id === last.id);
  const isOwn = known.clientId === own || known.tabId === tab.browserTab.id;
  return broughtIt || (wasThere && isOwn) ? known : undefined;
}

import type { SessionConnection } from '../../client/connection.js';
import type { SessionEventMap } from '../../client/session-events.js';
import type { Profile } from './profile.js';
import type { SimulatedTab } from './simulated-tab.js';

/** The events that a page may hear, and what of the record's changes each of them tells. */
const TOLD = {
  signedIn: 'arrivals',
  signedOut: 'departures',
  sessionExpired: 'sessions ended',
  tokenRefresh: 'renewals',
} as const satisfies Partial<Record<keyof SessionEventMap, string>>;

type Told = keyof typeof TOLD;

/**
 * Holds a page's events against the record's changes since this was called: no event without a change of its own, and
 * none that does not follow from the one before. (Changes whose news was lost or overtaken are told as one.)
 */
export function watchEvents(profile: Profile, tab: SimulatedTab): (of: SessionConnection) => void {
  const { ledger, checksAtTheEnd } = profile;
  const before = { ...ledger.tally };

  return ({ events, state }) => {
    let known: string = state.getSnapshot().status;

    function isPossible(type: Told): boolean {
      return type === 'signedIn'
        ? known !== 'signedIn'
        : type === 'signedOut'
          ? known !== 'signedOut'
          : known === 'signedIn';
    }

    for (const type of Object.keys(TOLD) as Told[]) {
      let heard = 0;
      events.add(type, () => {
        ledger.count(`event ${type}`);
        const changes = (ledger.tally[TOLD[type]] ?? 0) - (before[TOLD[type]] ?? 0);
        heard++;
        if (heard > changes && !profile.store.birthsTellNothing()) {
          ledger.violate(
            'one event for a change',
            `${tab.name} has heard ${type} ${heard} times, and it happened ${changes} times`,
          );
        }
        if (!isPossible(type)) {
          ledger.violate('one event for a change', `${tab.name} hears ${type} while it knows ${known}`);
        }
        if (type !== 'tokenRefresh') known = type === 'sessionExpired' ? 'sessionExpired' : type;
      });
    }
    checksAtTheEnd.push(() => {
      const { status } = state.getSnapshot();
      if (tab.alive && status !== known) {
        ledger.violate('one event for a change', `${tab.name} is ${status}, and its events say ${known}`);
      }
    });
  };
}

import type { SessionConnection } from '../../client/connection.js';
import type { SessionEvent, SessionEventMap } from '../../client/session-events.js';
import type { Profile } from './profile.js';
import type { SimulatedTab } from './simulated-tab.js';
import { judgeArrival } from './watch-arrival.js';

/** The events that a page may hear, and what of the record's changes each of them tells. */
const TOLD = {
  signedIn: 'arrivals',
  signedOut: 'departures',
  sessionExpired: 'sessions ended',
  tokenRefresh: 'renewals',
  customOAuthState: 'custom states back',
  signInWithRedirect: 'redirects ended well',
  signInWithRedirect_failure: 'redirects failed',
} as const satisfies Partial<Record<keyof SessionEventMap, string>>;

type Told = keyof typeof TOLD;

/**
 * Holds a page's events against the record's changes since this was called: no event without a change of its own, and
 * none that does not follow from the one before. (Changes whose news was lost or overtaken are told as one.)
 */
export function watchEvents(profile: Profile, tab: SimulatedTab): (of: SessionConnection) => void {
  const { ledger, checksAtTheEnd } = profile;
  const before = { ...ledger.tally };

  return (connection) => {
    const { events, state } = connection;
    const connectedAt = ledger.step;
    const uponArrival: SessionEvent[] = [];
    let known: string = state.getSnapshot().status;
    let lastOfRedirect: Told | undefined;

    function isPossible(type: Told): boolean {
      switch (type) {
        case 'signedIn':
          return known !== 'signedIn';
        case 'signedOut':
          return known !== 'signedOut';
        case 'sessionExpired':
        case 'tokenRefresh':
          return known === 'signedIn';
        default:
          return true;
      }
    }

    function hear(type: Told, heard: number): void {
      ledger.count(`event ${type}`);
      const changes = (ledger.tally[TOLD[type]] ?? 0) - (before[TOLD[type]] ?? 0);
      if (heard > changes && !profile.store.birthsTellNothing()) {
        ledger.violate(
          'one event for a change',
          `${tab.name} has heard ${type} ${heard} times, and it happened ${changes} times`,
        );
      }
      if (!isPossible(type)) {
        ledger.violate('one event for a change', `${tab.name} hears ${type} while it knows ${known}`);
      }
    }

    for (const type of Object.keys(TOLD) as Told[]) {
      let heard = 0;
      events.add(type, (event) => {
        // What was kept for the first who listens is no change of the time since.
        if (ledger.step === connectedAt) uponArrival.push(event);
        else hear(type, ++heard);
        if (type === 'signedIn' || type === 'signedOut' || type === 'sessionExpired') known = type;
        if (/^signInWithRedirect/.test(type)) lastOfRedirect = type;
      });
    }
    // What was kept comes in the microtask that the first listener has set going.
    queueMicrotask(() => judgeArrival(profile, tab, connection, uponArrival));

    checksAtTheEnd.push(() => {
      if (!tab.alive) return;
      const { status } = state.getSnapshot();
      if (status !== known) {
        ledger.violate('one event for a change', `${tab.name} is ${status}, and its events say ${known}`);
      }
      const { redirectEnding: ending } = profile.store.current();
      const writtenAt = ledger.redirects.endings.get(ending?.id ?? '')?.step ?? 0;
      const told = ending?.error ? 'signInWithRedirect_failure' : 'signInWithRedirect';
      if (writtenAt > connectedAt && lastOfRedirect !== told && !profile.store.birthsTellNothing()) {
        ledger.violate('an arrival is told', `${tab.name} has heard ${lastOfRedirect} last, and not ${told}`);
      }
    });
  };
}

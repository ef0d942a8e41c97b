import type { SessionSnapshot } from '../shared/protocol.js';
import type { SessionState } from '../shared/session-state.js';
import { eventsBetween, type SessionEvent } from './session-events.js';

/** What this window knows of the session: the newest snapshot that reached it, by whichever way. */
export interface StateStore {
  /** The same object until something in it changes. */
  getSnapshot(): SessionState;
  subscribe(listener: () => void): () => void;
  /** Takes the newest snapshot in. */
  apply(snapshot: SessionSnapshot): void;
}

export function createStateStore(first: SessionSnapshot, onEvent: (event: SessionEvent) => void): StateStore {
  let latest = first;
  let state = toState(first);
  // An EventTarget's event for a new state: the platform reports a listener that throws, which stops nobody else.
  const changes = new EventTarget();

  return {
    getSnapshot: () => state,

    subscribe(listener) {
      // A wrapper, so that the same function subscribed twice is called twice and unsubscribed once.
      const subscription = () => listener();
      changes.addEventListener('change', subscription);
      return () => changes.removeEventListener('change', subscription);
    },

    apply(snapshot) {
      const events = eventsBetween(latest, snapshot);
      latest = snapshot;
      const next = toState(snapshot);
      // Plain data, whose members are always written in the same order.
      if (JSON.stringify(state) !== JSON.stringify(next)) {
        state = next;
        changes.dispatchEvent(new Event('change'));
      }
      for (const event of events) onEvent(event);
    },
  };
}

function toState({ status, user, expiresAt }: SessionSnapshot): SessionState {
  return Object.freeze({
    status,
    isSignedIn: status !== 'signedOut',
    ...(user && { user: Object.freeze(user) }),
    ...(expiresAt !== undefined && { expiresAt }),
  });
}

import type { SessionSnapshot } from '../shared/protocol.js';
import type { SessionState } from '../shared/session-state.js';
import { eventsBetween, type SessionEvent } from './session-events.js';

/** What this window knows of the session: the newest snapshot that reached it, by whichever way. */
export interface StateStore {
  /** The same object until something in it changes. */
  getSnapshot(): SessionState;
  subscribe(listener: () => void): () => void;
  /** Takes a snapshot in, unless it is old news. */
  apply(snapshot: SessionSnapshot): void;
}

export function createStateStore(first: SessionSnapshot, onEvent: (event: SessionEvent) => void): StateStore {
  let latest = first;
  let state = toState(first);
  const listeners = new Set<() => void>();

  return {
    getSnapshot: () => state,

    subscribe(listener) {
      // A wrapper, so that the same function subscribed twice is called twice and unsubscribed once.
      const subscription = () => listener();
      listeners.add(subscription);
      return () => {
        listeners.delete(subscription);
      };
    },

    apply(snapshot) {
      if (snapshot.storeId === latest.storeId && snapshot.revision <= latest.revision) return;
      const events = eventsBetween(latest, snapshot);
      latest = snapshot;
      const next = toState(snapshot);
      if (!isSame(state, next)) {
        state = next;
        for (const listener of [...listeners]) call(listener);
      }
      for (const event of events) onEvent(event);
    },
  };
}

/** A listener that throws is reported as any event listener is, and stops nobody else. */
export function call(listener: () => void): void {
  try {
    listener();
  } catch (thrown) {
    reportError(thrown);
  }
}

function toState({ status, user, expiresAt }: SessionSnapshot): SessionState {
  return Object.freeze({
    status,
    isSignedIn: status !== 'signedOut',
    ...(user && { user: Object.freeze({ ...user }) }),
    ...(expiresAt !== undefined && { expiresAt }),
  });
}

/** States are plain data whose members are always written in the same order. */
function isSame(a: SessionState, b: SessionState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

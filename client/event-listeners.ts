import type { RedirectArrival } from '../shared/redirect-sign-in.js';
import type { SessionEvent, SessionEventMap } from './session-events.js';
import { withErrors } from './with-errors.js';

type Listener<T extends keyof SessionEventMap> = (event: SessionEventMap[T]) => void;

/** Typed listeners on top of the platform's EventTarget, which keeps its rules on order, `once`, `signal` and errors. */
export interface EventListeners {
  add<T extends keyof SessionEventMap>(type: T, listener: Listener<T>, options?: AddEventListenerOptions): void;
  remove<T extends keyof SessionEventMap>(type: T, listener: Listener<T>): void;
  dispatch(event: SessionEvent): void;
  /** Keeps an event that came before anybody could listen, for whoever listens to its type first. */
  hold(event: RedirectArrival['events'][number]): void;
}

export function createEventListeners(): EventListeners {
  const target = new EventTarget();
  const held = new Set<SessionEvent>();
  const adapters = new WeakMap<object, EventListener>();

  /** The same adapter for the same listener, so that adding twice is adding once. */
  function adapt<T extends keyof SessionEventMap>(listener: Listener<T>): EventListener {
    const adapter: EventListener =
      adapters.get(listener) ??
      ((event) => {
        event.preventDefault(); // somebody has heard it
        listener((event as CustomEvent<SessionEventMap[T]>).detail);
      });
    adapters.set(listener, adapter);
    return adapter;
  }

  /** False if somebody has heard it. */
  const dispatch = (event: SessionEvent) =>
    target.dispatchEvent(new CustomEvent(event.type, { detail: event, cancelable: true }));

  return {
    add: (type, listener, options) => {
      target.addEventListener(type, adapt(listener), options);
      // Not at once: whoever else is about to listen hears it, too.
      queueMicrotask(() => {
        for (const event of held) {
          if (!dispatch(event)) held.delete(event);
        }
      });
    },
    remove: (type, listener) => target.removeEventListener(type, adapt(listener)),
    dispatch(event) {
      if (event.type === 'signedOut') held.clear(); // what came of a sign-in that is over is no news
      dispatch(event);
    },
    hold: (event) => held.add(withErrors(event)),
  };
}

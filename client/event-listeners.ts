import type { SessionEvent, SessionEventMap } from './session-events.js';

type Listener<T extends keyof SessionEventMap> = (event: SessionEventMap[T]) => void;

/** Typed listeners on top of the platform's EventTarget, which keeps its rules on order, `once`, `signal` and errors. */
export interface EventListeners {
  add<T extends keyof SessionEventMap>(type: T, listener: Listener<T>, options?: AddEventListenerOptions): void;
  remove<T extends keyof SessionEventMap>(type: T, listener: Listener<T>): void;
  dispatch(event: SessionEvent): void;
}

export function createEventListeners(): EventListeners {
  const target = new EventTarget();
  const adapters = new WeakMap<object, EventListener>();

  /** The same adapter for the same listener, so that adding twice is adding once. */
  function adapt<T extends keyof SessionEventMap>(listener: Listener<T>): EventListener {
    const known = adapters.get(listener);
    if (known) return known;
    const adapter: EventListener = (event) => listener((event as CustomEvent<SessionEventMap[T]>).detail);
    adapters.set(listener, adapter);
    return adapter;
  }

  return {
    add: (type, listener, options) => target.addEventListener(type, adapt(listener), options),
    remove: (type, listener) => target.removeEventListener(type, adapt(listener)),
    dispatch: (event) => {
      target.dispatchEvent(new CustomEvent(event.type, { detail: event }));
    },
  };
}

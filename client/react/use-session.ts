import { useSyncExternalStore } from 'react';
import type { SessionState } from '../../shared/session-state.js';

/** What {@link useSession} reads: a `SessionClient`, or whatever stands in for one in a test. Called without a `this`. */
export interface SessionSource {
  /** The state now; the same object until it changes. */
  readonly getSnapshot: () => SessionState;
  /** Calls `listener` at each change, until the function that it returns is called. */
  readonly subscribe: (listener: () => void) => () => void;
}

/**
 * The session's state, for a component to render: the component renders again when the state changes, in whichever tab
 * that was caused. All components show the same state at any time, also while React renders concurrently. It makes no
 * call and brings no token; ask the client for what the component wants to do.
 *
 * Answers `undefined` as long as nothing is known: without a client, as while `registerSessionWorker` is under way; on a
 * server; and for the hydration of what a server rendered, which has to match it. Show neither a user nor a sign-in form
 * then.
 *
 * @param auth What `registerSessionWorker` resolved with, once it has.
 *
 * @example
 * import { registerSessionWorker, type SessionClient } from 'cognito-session-worker';
 * import { useSession } from 'cognito-session-worker/react';
 * import { useEffect, useState } from 'react';
 *
 * function Greeting() {
 *   const [auth, setAuth] = useState<SessionClient>();
 *   useEffect(() => {
 *     registerSessionWorker('/session-worker.js').then(setAuth, reportError);
 *   }, []);
 *   const session = useSession(auth);
 *   if (session === undefined) return 'One moment …';
 *   return session.status === 'signedIn' ? `Good day, ${session.user?.username}` : 'Please sign in';
 * }
 */
export function useSession(auth: SessionSource | null | undefined): SessionState | undefined {
  return useSyncExternalStore(auth?.subscribe ?? subscribeToNothing, auth?.getSnapshot ?? nothing, nothing);
}

// Named, and outside of the hook: React subscribes again whenever it is handed another function.
function subscribeToNothing(): () => void {
  return nothing;
}

function nothing(): undefined {}

/**
 * For React: the session's state in components.
 *
 * @module cognito-session-worker/react
 */

export type { SessionState, SessionStatus, SessionUser } from '../../shared/session-state.js';
export { type SessionSource, useSession } from './use-session.js';

import type { Background } from './background.js';
import type { Door } from './door.js';
import type { Policies } from './policies.js';
import type { SessionPorts } from './ports.js';
import type { ServerTime } from './server-time.js';

/** What the parts of the domain share. */
export interface SessionContext extends Omit<SessionPorts, 'store' | 'lease' | 'broadcaster' | 'clock'> {
  readonly door: Door;
  readonly time: ServerTime;
  readonly background: Background;
  readonly policies: Policies;
  readonly expiryBufferMs: number;
}

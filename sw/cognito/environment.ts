import type { ServerTime } from '../session/server-time.js';

/** What the adapters of this folder need of the worker around them. */
export interface CognitoEnvironment {
  /** Told what each answer says of the service's clock, and asked for it. */
  readonly time: Pick<ServerTime, 'read' | 'moment' | 'observe'>;
  /** What makes the requests. The global `fetch` unless given. */
  readonly fetch?: typeof globalThis.fetch;
}

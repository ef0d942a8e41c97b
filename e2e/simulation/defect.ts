import type { ReadReply, SessionSnapshot } from '../../shared/protocol.js';
import type { Methods } from '../../sw/rpc/methods.js';
import type { LeaseLock, SessionPorts } from '../../sw/session/ports.js';
import type { ServerTime } from '../../sw/session/server-time.js';
import type { Session } from '../../sw/session/session.js';
import type { Theme } from './themes.js';
import type { Owner } from './timeline.js';

/**
 * Something that is wrong on purpose, put between the domain and what it works with: for the proof that the simulation
 * would find the like of it.
 */
export interface Defect {
  readonly name: string;
  /** What the code would have to forget to behave like this. */
  readonly as: string;
  /** It takes so much to be seen that it is looked for only in schedules about this. */
  readonly about?: Theme['about'];
  ports?(ports: SessionPorts, worker: Owner): SessionPorts;
  /** The lock and the channel that the lease is made of. */
  leaseLock?(lock: LeaseLock): LeaseLock;
  time?(time: ServerTime, ports: Pick<SessionPorts, 'clock'>): ServerTime;
  methods?(methods: Methods, session: Session): Methods;
  /** News as a page gets them. */
  news?(snapshot: SessionSnapshot): SessionSnapshot;
  /** A message as the worker gets it. */
  envelope?(envelope: unknown): unknown;
  /** What a worker answers through a port. */
  fromMemory?(answer: Session['fromMemory'], session: Session): Session['fromMemory'];
  /** A reply through a port as a page gets it, which has asked this last. */
  portReply?(reply: ReadReply, lastAsked: string | undefined): ReadReply;
  /** What an event waits for once its call is answered. */
  settled?(): Promise<void>;
  /** What requests are authorised from. */
  gateway?(session: Session): Session;
  /** What is done with the locks of a worker that dies. */
  keepsLocks?: true;
}

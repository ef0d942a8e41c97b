/**
 * The messages between a page and the worker: the whole wire contract. A page sends an {@link Envelope} to
 * `registration.active`, with a port for the {@link Reply}s; the worker sends {@link Notice}s to windows.
 *
 * The messages bear a version. Within a version fields may be added, and a receiver ignores those that it does not know.
 * A worker answers every version it has ever answered; a new version is for what an old peer would misunderstand.
 *
 * Beside the port for replies a call may bear a second one: the page will ask for what the worker has in memory through
 * it, and gets {@link ReadReply}s. A worker that does not know of it says nothing on it, and the page does not use it.
 */
import type { AuthErrorData } from './auth-error.js';
import type { RedirectOutcome } from './redirect-sign-in.js';
import type { GrantedProviders, PlannedEnd, SessionStatus, SessionUser } from './session-state.js';

/** Marks our messages, for an app's own worker has messages of its own. */
export const PROTOCOL = 'cognito-session-worker';

export const PROTOCOL_VERSION = 1;

interface Header {
  readonly protocol: typeof PROTOCOL;
  readonly version: typeof PROTOCOL_VERSION;
}

/** Makes a call. Sent again with the same id, it joins the first and is not carried out twice. */
export interface CallEnvelope extends Header {
  readonly type: 'call';
  /** Random; at most 64 characters. */
  readonly callId: string;
  /** The tab, by an id that outlives its reloads. */
  readonly tabId: string;
  /** A Comlink message: APPLY, one name, RAW arguments. Everything else is refused. */
  readonly message: unknown;
}

/** Asks for the answer of a call that was acknowledged and has been silent since. */
export interface ResumeEnvelope extends Header {
  readonly type: 'resume';
  readonly callId: string;
}

export type Envelope = CallEnvelope | ResumeEnvelope;

/** What the worker sends through the port that came with an envelope. */
export type Reply =
  /**
   * The worker has the call and is working on it. Sent before anything else is done. `repeatable` says whether the call may
   * be made again, should this worker die before it answers.
   */
  | { readonly type: 'acknowledged'; readonly repeatable: boolean }
  /** Comlink's answer, with the record's state behind it, and the address that the window has to go to. The last reply. */
  | {
      readonly type: 'answer';
      readonly message: unknown;
      readonly snapshot?: SessionSnapshot;
      readonly goTo?: string;
    }
  /** To a `resume`: no such call. The worker that took it is gone. The last reply. */
  | { readonly type: 'unknownCall' }
  /** The envelope was not acceptable, or the worker is not configured; nothing was done. The last reply. */
  | { readonly type: 'refused'; readonly error: AuthErrorData };

/** What the worker sends through the port that the page reads by. Its questions there are Comlink messages, as in {@link CallEnvelope}. */
export type ReadReply =
  /** The worker reads what comes through the port. */
  | { readonly type: 'ready' }
  /** As of a call; the snapshot only if the port has not borne it yet. `id` is that of the question. */
  | { readonly type: 'answer'; readonly id: string; readonly message: unknown; readonly snapshot?: SessionSnapshot }
  /** The answer takes more than memory, or the question is none of those that are answered here: to be called for. */
  | { readonly type: 'notInMemory'; readonly id: string }
  /** The question was not acceptable. */
  | { readonly type: 'refused'; readonly id?: string; readonly error: AuthErrorData };

/** What the worker sends to every window of the origin. Never a token. */
export type Notice = Header &
  (
    | { readonly type: 'snapshot'; readonly snapshot: SessionSnapshot }
    /** The worker of this script refuses to be installed. */
    | { readonly type: 'configurationError'; readonly scriptUrl: string; readonly error: AuthErrorData }
  );

/** The session as a page sees it, from which it tells its state, its events and when to wake the worker. */
export interface SessionSnapshot {
  /** The user pool client, or else the identity pool, whose record it is. */
  readonly pool?: string;
  /** Names the record. Where the site's data was cleared there is another one, whose revisions start again. */
  readonly storeId: string;
  /**
   * When the record was made, on this machine's clock: of two records the younger counts, so that late news of one that is
   * gone are not believed. Absent where it is not known: then the last word counts.
   */
  readonly bornAt?: number;
  /** A snapshot with a lower revision is old news. */
  readonly revision: number;
  readonly sessionId: string;
  readonly status: SessionStatus;
  readonly user?: SessionUser;
  /** When the access token expires, in milliseconds since the epoch on this machine's clock. */
  readonly expiresAt?: number;
  /** How many times the tokens of this sign-in have been renewed. */
  readonly renewals: number;
  /** How many renewals have failed since the last success, and the last one's error. */
  readonly failures: number;
  readonly failure?: AuthErrorData;
  /** Why the sign-in is over, where `status` is `sessionExpired`. */
  readonly ended?: AuthErrorData;
  /** How the last sign-in with managed login ended. Absent where the worker has no managed login. */
  readonly redirect?: RedirectOutcome;
  /** When the session will end by the application's policy, on this machine's clock. */
  readonly plannedEnd?: PlannedEnd;
  /** How often the page should tell that the user is there, in milliseconds; absent where nobody wants to know. */
  readonly activityIntervalMs?: number;
  /** In how many milliseconds the page should wake the worker. */
  readonly wakeInMs?: number;
  readonly granted: GrantedProviders;
}

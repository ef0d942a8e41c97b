import type { AuthErrorData } from '../../shared/auth-error.js';
import type { SessionApi } from '../../shared/session-api.js';
import type { WireResult } from '../../shared/wire-result.js';
import type { SessionRecord } from '../../sw/session/record.js';
import type { Shown } from './simulated-api.js';
import type { SimulatedTab } from './simulated-tab.js';
import type { Habit } from './themes.js';

/** Something that a page does, with the check of what it is told. */
export interface PageCall {
  readonly what: string;
  readonly habit: Habit;
  run(page: CallingPage): Promise<unknown>;
}

/** What a page calls with. */
export interface CallingPage {
  readonly worker: SessionApi;
  readonly tab: SimulatedTab;
  /** Asks the API, as the page does it: with a request that its worker authorises. */
  askApi(shown: Shown): Promise<Response>;
  /** Unique among the calls of the schedule. */
  readonly call: string;
  /** Whether a page that reads again and again goes on. It does until everything calms down. */
  goesOn(): boolean;
  /** To be given a question that is asked just now: holds the answer against what the record was meanwhile. */
  judge<T>(
    question: Promise<WireResult<T>>,
    check: (answer: WireResult<T>) => Check | undefined,
  ): Promise<WireResult<T>>;
}

/** Whether the record, at one moment between the question and its answer, justified the answer: what is wrong otherwise. */
export type Check = (seen: readonly SessionRecord[]) => string | undefined;

export const isSomebody = ({ signIn, federation }: SessionRecord) => signIn !== undefined || federation !== undefined;

export function some(what: string, holds: (record: SessionRecord) => boolean): Check {
  return (seen) => (seen.some(holds) ? undefined : what);
}

/** What an error says about the session has to have been so. */
export function checkError({ kind }: AuthErrorData, session?: string): Check | undefined {
  switch (kind) {
    case 'signedOut':
      return some(
        'signedOut, though somebody was signed in all the time',
        (record) => !record.signIn?.tokens || (session !== undefined && record.sessionId !== session),
      );
    case 'sessionExpired':
      return some('sessionExpired, though the session had not ended', ({ signIn }) => signIn?.ended !== undefined);
    default:
      return undefined;
  }
}

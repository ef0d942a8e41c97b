import type { RedirectFlow } from '../../sw/session/ports.js';
import type { SessionRecord } from '../../sw/session/record.js';
import type { Conditions } from './conditions.js';
import { checkCommit } from './record-invariants.js';
import { createRedirectLedger, type RedirectLedger } from './redirect-ledger.js';
import type { SimulatedCognito } from './simulated-cognito.js';
import { openSealed } from './simulated-store.js';
import { idsOf, type Owner, type Timeline } from './timeline.js';

/** What must never be. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
  readonly step: number;
}

/** The record from this step on. */
export interface Moment {
  readonly step: number;
  readonly record: SessionRecord;
}

/** How often what a schedule is for did happen, so that nobody mistakes idle schedules for safe code. */
export type Tally = Record<string, number>;

/** What has happened so far, as far as the invariants need to know, and the first thing that must never be. */
export interface Ledger {
  step: number;
  /** How many troubles have happened. */
  disturbances: number;
  readonly violation: Violation | undefined;
  readonly history: readonly Moment[];
  readonly tally: Tally;
  violate(invariant: string, what: string): void;
  count(what: string): void;
  committed(before: SessionRecord, after: SessionRecord, by: Owner): void;
  /** The site's data was cleared, and this is the new record. */
  cleared(record: SessionRecord): void;
  requestBegan(by: Owner, what: string): void;
  requestEnded(by: Owner, what: string): void;
  refreshSent(by: Owner, refreshToken: string): void;
  signInSent(by: Owner, call: string): void;
  codeSent(by: Owner, code: string, flow: RedirectFlow): void;
  readonly redirects: RedirectLedger;
  /** Refresh tokens that a worker was given. */
  readonly received: ReadonlySet<string>;
  tokensReceived(answer: unknown): void;
  methodBegan(by: Owner, method: string): void;
  methodEnded(by: Owner, method: string): void;
  /** The worker is gone, and all that it was at. */
  workerGone(worker: Owner): void;
  /** The records that a call which began at this step may have seen. */
  since(step: number): readonly SessionRecord[];
}

/** What the checks of the record may look at. */
export interface Facts {
  readonly cognito: SimulatedCognito;
  readonly timeline: Timeline;
  readonly conditions: Conditions;
  /** Which methods this worker is carrying out, or was when it died. */
  isCarryingOut(by: Owner, method: string): boolean;
  /** Whether a sign-out was under way while this session was there; what it writes may come late. */
  wasSignOutAskedOf(sessionId: string): boolean;
  browserSession(): string | undefined;
  /** The step at which the last sign-out was written. */
  readonly lastSignOut: number | undefined;
  /** The step at which the request of a sign-in went out. */
  signInSentAt(call: string): number | undefined;
}

/** For so long a worker remembers the calls that it has answered: see sw/rpc/calls.ts. */
const ANSWER_KEPT_MS = 30_000;

export function createLedger(
  cognito: SimulatedCognito,
  timeline: Timeline,
  conditions: Conditions,
  first: SessionRecord,
  browserSession: () => string | undefined,
): Ledger {
  let violation: Violation | undefined;
  let lastSignOut: number | undefined;
  const history: Moment[] = [{ step: 0, record: first }];
  const refreshes = new Set<Owner>();
  const signIns = new Map<string, number>();
  const running = new Map<Owner, Map<string, number>>();
  const tally: Tally = {};
  const received = new Set<string>();
  const askedToEnd = new Set<string>();
  const passwordsSent = new Map<string, number>();

  const facts: Facts = {
    cognito,
    timeline,
    conditions,
    isCarryingOut: (by, method) => (running.get(by)?.get(method) ?? 0) > 0,
    get lastSignOut() {
      return lastSignOut;
    },
    wasSignOutAskedOf: (sessionId) => askedToEnd.has(sessionId),
    browserSession,
    signInSentAt: (call) => signIns.get(call),
  };

  function note(by: Owner, method: string, change: 1 | -1): void {
    const methods = running.get(by) ?? new Map<string, number>();
    running.set(by, methods.set(method, (methods.get(method) ?? 0) + change));
  }

  const ledger: Ledger = {
    step: 0,
    disturbances: 0,
    get violation() {
      return violation;
    },
    history,
    tally,
    violate(invariant, what) {
      violation ??= { invariant, what, step: ledger.step };
    },
    count(what) {
      tally[what] = (tally[what] ?? 0) + 1;
    },

    redirects: createRedirectLedger(
      cognito,
      timeline,
      () => ledger.step,
      (...found) => ledger.violate(...found),
      (what) => ledger.count(what),
    ),

    committed(before, after, by) {
      history.push({ step: ledger.step, record: after });
      const found = checkCommit(before, after, by, facts);
      if (found) ledger.violate(found.invariant, found.what);
      ledger.redirects.committed(before, after);
      if (!after.signIn && after.sessionId !== before.sessionId && facts.isCarryingOut(by, 'signOut')) {
        lastSignOut = ledger.step;
      }
      if (after.sessionId !== before.sessionId) {
        if ([...running.values()].some((methods) => (methods.get('signOut') ?? 0) > 0)) askedToEnd.add(after.sessionId);
        if (before.signIn || before.federation) ledger.count('departures');
        if (after.signIn || after.federation) ledger.count('arrivals');
      }
      if (after.signIn?.ended && !before.signIn?.ended) ledger.count('sessions ended');
      if ((after.signIn?.renewals ?? 0) > (before.signIn?.renewals ?? 0)) {
        ledger.count('renewals');
        if ((before.attempt && before.tokensFailure) || before.attempt?.id.startsWith(idsOf(by)) === false) {
          ledger.count('lost answers made good');
        }
      }
      if (after.revocations.length > before.revocations.length && after.signIn?.tokens)
        ledger.count('late tokens revoked');
    },

    cleared(record) {
      const before = history.at(-1)?.record;
      if (before?.signIn || before?.federation) ledger.count('departures');
      history.push({ step: ledger.step, record });
      ledger.redirects.cleared();
    },

    requestBegan(by, what) {
      if (what !== 'Refresh') return;
      if (refreshes.size > 0) {
        ledger.violate(
          'one refresh on the wire',
          `${by.name} sends a refresh while ${[...refreshes][0]?.name} waits for one`,
        );
      }
      refreshes.add(by);
    },
    requestEnded(by, what) {
      if (what === 'Refresh') refreshes.delete(by);
    },

    refreshSent(by, refreshToken) {
      const stored = history.at(-1)?.record.signIn?.tokens;
      if (!stored) return;
      const current = openSealed(stored.sealed).refreshToken;
      const sent = cognito.tokens.get(refreshToken);
      if (current === refreshToken || !sent || sent.rotatedAt === undefined) return;
      if (timeline.service() < sent.rotatedAt + (conditions.rotation?.gracePeriodMs ?? 0)) return;
      if (cognito.tokens.get(current)?.family !== sent.family) return;
      ledger.violate('no outdated refresh token', `${by.name} uses ${refreshToken} while ${current} is stored`);
    },

    signInSent(by, call) {
      // A worker that never heard of the call may carry it out again where its page never heard that another had begun.
      const carriedOut = `${by.name} ${call}`;
      const before = passwordsSent.get(carriedOut);
      if (before !== undefined && timeline.elapsed() - before < ANSWER_KEPT_MS) {
        ledger.violate('a call is carried out once', `${by.name} has sent the password of ${call} twice`);
      }
      if (!call.startsWith('session-')) passwordsSent.set(carriedOut, timeline.elapsed());
      signIns.set(call, ledger.step);
    },

    codeSent(by, code, flow) {
      signIns.set(code, ledger.step);
      ledger.redirects.codeSent(by, code, flow);
    },

    received,
    tokensReceived(answer) {
      const { refreshToken, tokens } = answer as { refreshToken?: string; tokens?: { refreshToken: string } };
      const token = refreshToken ?? tokens?.refreshToken;
      if (token !== undefined) received.add(token);
    },

    methodBegan(by, method) {
      note(by, method, 1);
      if (method === 'signOut') askedToEnd.add(history.at(-1)?.record.sessionId ?? '');
    },
    methodEnded: (by, method) => note(by, method, -1),
    workerGone: (worker) => void running.delete(worker),

    since(step) {
      let first = history.length - 1;
      while (first > 0 && (history[first] as Moment).step > step) first--;
      return history.slice(first).map(({ record }) => record);
    },
  };
  return ledger;
}

import type { RedirectFlow } from '../../sw/session/ports.js';
import type { RedirectEnding, SessionRecord } from '../../sw/session/record.js';
import type { SimulatedCognito } from './simulated-cognito.js';
import { openSealed } from './simulated-store.js';
import type { Owner, Timeline } from './timeline.js';

/** How a sign-in with managed login ended, as it was first written. */
export interface KnownEnding extends RedirectEnding {
  /** When it had come to that, in the time of the story: the record may have been written much later. */
  readonly endedAt: number;
  readonly step: number;
}

/** What has happened to sign-ins with managed login, and what must never be. */
export interface RedirectLedger {
  readonly endings: ReadonlyMap<string, KnownEnding>;
  codeSent(by: Owner, code: string, flow: RedirectFlow): void;
  committed(before: SessionRecord, after: SessionRecord): void;
  cleared(): void;
  /** A window was told as the one that the user has come back to. */
  told(endingId: string, clientId: string): void;
  isTold(endingId: string): boolean;
}

/** Nobody keeps more flows than this: see sw/session/redirect-changes.ts. */
const MOST_REDIRECTS = 20;

const STAGES = ['begun', 'exchanging', 'concluded'];

export function createRedirectLedger(
  cognito: SimulatedCognito,
  timeline: Timeline,
  step: () => number,
  violate: (invariant: string, what: string) => void,
  count: (what: string) => void,
): RedirectLedger {
  const { codes, flows } = cognito.managedLogin;
  /** The flows that the present record has known, by their ids. */
  const begun = new Set<string>();
  const sent = new Map<string, string>();
  const establishedBy = new Set<string>();
  const endings = new Map<string, KnownEnding>();
  const toldTo = new Map<string, string>();

  function checkFlows({ redirects: before = {} }: SessionRecord, { redirects: after = {} }: SessionRecord): void {
    const wrong = (what: string) => violate('the stored state is readable', what);
    for (const [flowId, { stage, sealed, takenBy }] of Object.entries(after)) {
      const known = before[flowId];
      if (!known && stage !== 'begun') wrong(`a flow is ${stage} that was never begun`);
      if (known && STAGES.indexOf(stage) < STAGES.indexOf(known.stage))
        wrong(`a flow was ${known.stage}, and is ${stage}`);
      if ((stage === 'begun') !== (sealed !== undefined))
        wrong(`a flow is ${stage} ${sealed ? 'with' : 'without'} its secrets`);
      if (stage === 'exchanging' && takenBy === undefined) wrong('nobody has taken a flow that is exchanging');
      if (!known) {
        begun.add(flowId);
        count('sign-ins with managed login begun');
      }
    }
    if (Object.keys(after).length > MOST_REDIRECTS) wrong(`more than ${MOST_REDIRECTS} flows are kept`);
  }

  /** A sign-in by a code is that of a flow of this browser, and the first by it. */
  function checkSignIn(before: SessionRecord, { signIn, redirectEnding }: SessionRecord): void {
    const code = signIn?.tokens && cognito.tokens.get(openSealed(signIn.tokens.sealed).refreshToken)?.family.call;
    const issued = codes.get(code ?? '');
    if (code === undefined || !issued) return;
    count('sign-ins with managed login');
    const flow = flows.get(issued.codeVerifier);
    if (before.redirects?.[flow?.flowId ?? '']?.stage === 'concluded') {
      violate('an answer is used once', `${issued.username} is signed in by a flow that was brought to its end before`);
    }
    if (!flow || !begun.has(flow.flowId)) {
      violate('an answer belongs to a flow of this browser', `${issued.username} is signed in by a flow of nobody's`);
    } else if (establishedBy.has(flow.flowId)) {
      violate('an answer is used once', `${issued.username} is signed in by a flow that somebody has come back from`);
    } else if (redirectEnding?.customState !== flow.customState) {
      violate(
        'no answer mixes two people',
        `the custom state was ${flow.customState}, and ${redirectEnding?.customState} came back`,
      );
    }
    if (flow) establishedBy.add(flow.flowId);
  }

  function checkEnding(before: RedirectEnding | undefined, after: RedirectEnding | undefined): void {
    if (!after) return;
    if (before?.id !== after.id) {
      const age = Math.min(timeline.service(), timeline.wall()) - after.at;
      endings.set(after.id, { ...after, endedAt: timeline.elapsed() - Math.max(0, age), step: step() });
      count(after.error ? 'redirects failed' : 'redirects ended well');
      if (after.customState !== undefined) count('custom states back');
    } else if (before.taken && !after.taken) {
      violate('the stored state is readable', 'that an ending was told is forgotten');
    }
  }

  return {
    endings,

    codeSent(by, code, { codeVerifier, state }) {
      const known = sent.get(code);
      if (known !== undefined) {
        violate('a code is exchanged once', `${by.name} sends ${code}, which ${known} has sent already`);
      }
      sent.set(code, by.name);
      if (codes.get(code)?.codeVerifier !== codeVerifier) {
        violate('an answer belongs to a flow of this browser', `${by.name} sends ${code} of another one for ${state}`);
      }
      const before = sent.get(state);
      if (before !== undefined && known === undefined) {
        violate('an answer is used once', `${by.name} sends ${code} for a flow that ${before} has sent one for`);
      }
      sent.set(state, by.name);
    },

    committed(before, after) {
      if (after.redirects !== before.redirects) checkFlows(before, after);
      if (after.sessionId !== before.sessionId) checkSignIn(before, after);
      if (after.redirectEnding !== before.redirectEnding) checkEnding(before.redirectEnding, after.redirectEnding);
    },

    cleared: () => begun.clear(),
    isTold: (endingId) => toldTo.has(endingId),

    told(endingId, clientId) {
      count('arrivals told');
      const known = toldTo.get(endingId) ?? clientId;
      toldTo.set(endingId, known);
      if (known !== clientId) {
        violate('one window is told of an arrival', `${clientId} is told what ${known} was told already`);
      }
    },
  };
}

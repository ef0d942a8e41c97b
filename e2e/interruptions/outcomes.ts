import type { Flow, Interruption } from './flows.js';

/**
 * What the caller was told: `nothing` where there is no caller any more, `answered` or a sign-out's status, or the code or kind
 * of the error.
 */
export type Told = 'nothing' | 'answered' | 'complete' | 'partial' | 'interrupted' | 'network' | 'sessionExpired';

/** What was seen of a flow that was interrupted. */
export interface Outcome {
  readonly session: 'signedIn' | 'signedOut';
  readonly told: Told;
  /** How many requests the service saw in all, those included that were lost and those that were made again. */
  readonly requests: number;
  /** Whether the tabs were told on the way that the session had expired. */
  readonly expires?: true;
  /** Whether the browser left the user waiting, who then loaded the address again. */
  readonly reloads?: true;
}

export type OutcomesOfStep = Readonly<Record<Interruption, Outcome>>;

const signedIn = (told: Told, requests: number): Outcome => ({ session: 'signedIn', told, requests });
const signedOut = (told: Told, requests: number): Outcome => ({ session: 'signedOut', told, requests });

/** A tab that goes, or stands still, does not keep the worker from bringing the flow to its end. */
function withoutItsTab(undisturbed: Outcome): Omit<OutcomesOfStep, 'worker stopped' | 'network gone'> {
  return {
    'tab closed': { ...undisturbed, told: 'nothing' },
    'tab frozen': undisturbed,
    'page cached': undisturbed,
  };
}

const SIGN_IN = withoutItsTab(signedIn('answered', 4));
const REFRESH = withoutItsTab(signedIn('answered', 2));
const SIGN_OUT = withoutItsTab(signedOut('complete', 2));
const REDIRECT = withoutItsTab(signedIn('answered', 3));

/** A password is not sent twice without its owner's knowledge: the call says what happened. */
const interrupted = (requests: number): OutcomesOfStep => ({
  ...SIGN_IN,
  'worker stopped': signedOut('interrupted', requests),
  'network gone': signedOut('network', requests),
});

/** The user is signed in already; the identity pool is asked again. */
const SIGNED_IN_ALREADY: OutcomesOfStep = {
  ...SIGN_IN,
  'worker stopped': signedIn('answered', 5),
  'network gone': signedIn('answered', 5),
};

/**
 * A stopped worker's successor first repeats the refresh whose answer was lost, if it was; the call that is made again is a
 * forced one, and brings tokens of its own.
 */
const REFRESHED_AGAIN: OutcomesOfStep = {
  ...REFRESH,
  'worker stopped': signedIn('answered', 4),
  'network gone': signedIn('answered', 3),
};

/** Nobody is signed in any more when the call is made again: whether every other browser is signed out, it cannot know. */
const SIGNED_OUT_ALREADY: OutcomesOfStep = {
  ...SIGN_OUT,
  'worker stopped': signedOut('partial', 3),
  'network gone': signedOut('partial', 3),
};

/**
 * The call that is made again finds its tokens revoked. By whom, nobody can tell it, so that it does not claim that every other
 * browser is signed out.
 */
const GLOBALLY: OutcomesOfStep = {
  ...SIGN_OUT,
  'worker stopped': { ...signedOut('partial', 3), expires: true },
  'network gone': signedOut('partial', 2),
};

/**
 * A code can be used once: the user has to begin again. Chromium, which stops no worker by itself that has a navigation to
 * answer, leaves the navigation pending where a debugger stops one.
 */
const CODE_LOST: OutcomesOfStep = {
  ...REDIRECT,
  'worker stopped': { ...signedOut('interrupted', 1), reloads: true },
  'network gone': signedOut('network', 1),
};

const CAME_BACK_ALREADY: OutcomesOfStep = {
  ...REDIRECT,
  'worker stopped': signedIn('answered', 4),
  'network gone': signedIn('answered', 4),
};

/**
 * What the browsers were seen to do, step by step, in the order of `FLOWS`: `interruptions.spec.ts` tries it, and the README's
 * table is written from it (`npm run interruptions:table`).
 */
export const OUTCOMES: Readonly<Record<Flow, readonly OutcomesOfStep[]>> = {
  'sign-in': [interrupted(1), interrupted(1), interrupted(2), interrupted(2), SIGNED_IN_ALREADY, SIGNED_IN_ALREADY],
  refresh: [REFRESHED_AGAIN, REFRESHED_AGAIN, REFRESHED_AGAIN, REFRESHED_AGAIN],
  'sign-out': [GLOBALLY, GLOBALLY, SIGNED_OUT_ALREADY, SIGNED_OUT_ALREADY],
  'redirect callback': [CODE_LOST, CODE_LOST, CAME_BACK_ALREADY, CAME_BACK_ALREADY],
};

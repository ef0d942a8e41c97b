import type { GatePlace } from '../cognito/gate.js';

/** A moment of a flow that can be seen and held from outside: a request that has arrived, or whose answer is on its way. */
export interface Step {
  readonly name: string;
  readonly operation: string;
  readonly when: GatePlace;
}

const arrives = (operation: string): Step => ({
  name: `\`${operation}\` is at the service`,
  operation,
  when: 'request',
});

const isAnswered = (operation: string): Step => ({
  name: `the answer to \`${operation}\` is on its way`,
  operation,
  when: 'response',
});

/** The steps in which a user waits for the answer, and those after what was brought is stored. */
export const FLOWS = {
  'sign-in': [
    arrives('InitiateAuth'),
    isAnswered('InitiateAuth'),
    arrives('RespondToAuthChallenge'),
    isAnswered('RespondToAuthChallenge'),
    arrives('GetId'), // the tokens are stored, and the page's answer is on its way
    isAnswered('GetCredentialsForIdentity'),
  ],
  refresh: [
    arrives('GetTokensFromRefreshToken'), // the attempt is written
    isAnswered('GetTokensFromRefreshToken'), // the refresh token is rotated
    arrives('GetCredentialsForIdentity'), // the tokens are stored
    isAnswered('GetCredentialsForIdentity'),
  ],
  'sign-out': [
    arrives('GlobalSignOut'),
    isAnswered('GlobalSignOut'),
    arrives('RevokeToken'), // nobody is signed in any more
    isAnswered('RevokeToken'),
  ],
  'redirect callback': [
    arrives('Token'), // the flow is taken, and nobody else's
    isAnswered('Token'), // the code is used up
    arrives('GetId'), // the tokens are stored, and the browser on its way to the address without the code
    isAnswered('GetCredentialsForIdentity'),
  ],
} as const satisfies Readonly<Record<string, readonly Step[]>>;

export type Flow = keyof typeof FLOWS;

/** What befalls a flow at a step, in the words of a sentence. */
export const INTERRUPTIONS = {
  'worker stopped': 'the worker is stopped',
  'tab closed': 'its tab is closed',
  'tab frozen': 'its tab is frozen, and thawed when all is over',
  'page cached': 'its page goes into the back-forward cache, and comes back when all is over',
  'network gone': 'the network goes away, and comes back',
} as const;

export type Interruption = keyof typeof INTERRUPTIONS;

/** How the worker keeps tokens: `default`, `storage: 'memory'`, and `sealing: 'script-required'`. */
export const MODES = ['default', 'memory', 'sealed'] as const;

export type Mode = (typeof MODES)[number];

type Outcome = 'can' | 'cannot';

/** Someone's script runs in a page of the app while somebody is signed in, and the policy withholds the raw tokens. */
export type Attack = keyof typeof OUTCOMES;

const everywhere = (outcome: Outcome) => ({ default: outcome, memory: outcome, sealed: outcome });

/**
 * What such script can do and cannot, in each mode: `attacker.spec.ts` tries it in a browser, and `outcomes.test.ts` holds the
 * README's table against it.
 */
export const OUTCOMES = {
  'call the API through the worker, while it runs': everywhere('can'),
  'get AWS credentials from the accessor that the policy grants': everywhere('can'),
  'sign the user out, or delete what is stored': everywhere('can'),
  'read the password that the user types next': everywhere('can'),
  'get a token from the accessor that the policy withholds': everywhere('cannot'),
  'find a token in the memory of the page': everywhere('cannot'),
  'find a token in the clear in anything that the browser stores': everywhere('cannot'),
  'unseal the stored tokens, the refresh token among them': { default: 'can', memory: 'cannot', sealed: 'cannot' },
  'read a key in the worker’s script': everywhere('cannot'),
} as const satisfies Readonly<Record<string, Readonly<Record<Mode, Outcome>>>>;

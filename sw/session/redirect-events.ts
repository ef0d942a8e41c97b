import type { RedirectArrival, RedirectEventData } from '../../shared/redirect-sign-in.js';
import type { RedirectEnding, SignIn } from './record.js';

/** What every window is told of the end of a sign-in with managed login; the order is that of Amplify JS. */
export function redirectEvents({ customState, error }: RedirectEnding): RedirectEventData[] {
  if (error) return [{ type: 'signInWithRedirect_failure', error }];
  return [
    ...(customState === undefined ? [] : [{ type: 'customOAuthState', customState } as const]),
    { type: 'signInWithRedirect' },
  ];
}

/** What the window is told that the user comes back to: it was not there yet when its sign-in began to count. */
export function arrivalEvents(ending: RedirectEnding, signIn: SignIn | undefined): RedirectArrival['events'] {
  const events = redirectEvents(ending);
  return ending.error || !signIn ? events : [...events, { type: 'signedIn', user: signIn.user }];
}

import type { Page } from 'playwright/test';
import type { AuthErrorData } from '../../shared/auth-error.js';
import type { SignInInput, SignInOutput } from '../../shared/sign-in.js';

export const DONE: SignInOutput = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };

export function begin(tab: Page, input: SignInInput): Promise<SignInOutput> {
  return tab.evaluate((given) => window.auth.signIn(given), input);
}

export function confirm(tab: Page, challengeResponse: string): Promise<SignInOutput> {
  return tab.evaluate((given) => window.auth.confirmSignIn({ challengeResponse: given }), challengeResponse);
}

/** What a sign-in is rejected with. */
export function refusal(tab: Page, input: SignInInput): Promise<AuthErrorData | undefined> {
  return tab.evaluate(
    (given) =>
      window.auth.signIn(given).then(
        () => undefined,
        (error: InstanceType<typeof window.library.AuthError>) => error.toData(),
      ),
    input,
  );
}

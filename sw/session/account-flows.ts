import type { ConfirmResetPasswordInput, ResetPasswordInput, ResetPasswordOutput } from '../../shared/password.js';
import type { CodeDeliveryDetails, WireSignInOutput } from '../../shared/sign-in.js';
import type { ConfirmSignUpInput, ResendSignUpCodeInput, SignUpInput, SignUpOutput } from '../../shared/sign-up.js';
import { createAutoSignIn } from './auto-sign-in.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { noUserPoolError } from './errors.js';
import type { SignInFlow } from './sign-in.js';

/** Each flow's step is one request, which has 10 s; the store comes before and after it. */
const STEP_LIMIT_MS = 15_000;

/** What the service has made of a sign-up. */
export interface SignUpProgress {
  readonly isSignUpComplete: boolean;
  readonly userId: string;
  readonly codeDeliveryDetails: CodeDeliveryDetails;
  /** Lets USER_AUTH sign the user in without a password; absent where the app client does not allow that. */
  readonly session?: string;
}

/**
 * What a user pool lets anybody do: its operations that need no token. Each makes its request once, and rejects with an
 * AuthError.
 */
export interface AccountFlowOperations {
  signUp(input: SignUpInput, signal: AbortSignal): Promise<SignUpProgress>;
  /** @param session that of the sign-up, while it is certain to be good. */
  confirmSignUp(
    input: ConfirmSignUpInput,
    session: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly session?: string }>;
  resendSignUpCode(input: ResendSignUpCodeInput, signal: AbortSignal): Promise<CodeDeliveryDetails>;
  resetPassword(input: ResetPasswordInput, signal: AbortSignal): Promise<ResetPasswordOutput>;
  confirmResetPassword(input: ConfirmResetPasswordInput, signal: AbortSignal): Promise<void>;
}

/**
 * Sign-up and forgotten passwords: they need no session, and change none, until `autoSignIn` signs the new user in. The
 * auto sign-in belongs to the tab that began the sign-up. Methods reject with an AuthError.
 */
export interface AccountFlows {
  signUp(tabId: string, input: SignUpInput): Promise<SignUpOutput>;
  confirmSignUp(tabId: string, input: ConfirmSignUpInput): Promise<SignUpOutput>;
  resendSignUpCode(input: ResendSignUpCodeInput): Promise<CodeDeliveryDetails>;
  autoSignIn(tabId: string): Promise<WireSignInOutput>;
  resetPassword(input: ResetPasswordInput): Promise<ResetPasswordOutput>;
  confirmResetPassword(input: ConfirmResetPasswordInput): Promise<void>;
}

export function createAccountFlows(context: SessionContext, signInFlow: SignInFlow): AccountFlows {
  const autoSignIn = createAutoSignIn(context, signInFlow);

  async function step<T>(
    what: string,
    request: (operations: AccountFlowOperations, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { accountFlows } = context;
    if (!accountFlows) throw noUserPoolError();
    return await withDeadline(context, what, STEP_LIMIT_MS, (signal) => request(accountFlows, signal));
  }

  return {
    async signUp(tabId, input) {
      const { userId, isSignUpComplete, codeDeliveryDetails, session } = await step(
        'The sign-up',
        (operations, signal) => operations.signUp(input, signal),
      );
      const isPending = await autoSignIn.begin(tabId, input, session);
      if (!isSignUpComplete) {
        return { isSignUpComplete, userId, nextStep: { signUpStep: 'CONFIRM_SIGN_UP', codeDeliveryDetails } };
      }
      return { isSignUpComplete, userId, nextStep: { signUpStep: isPending ? 'COMPLETE_AUTO_SIGN_IN' : 'DONE' } };
    },

    async confirmSignUp(tabId, input) {
      const pending = await autoSignIn.pendingFor(tabId, input.username);
      const { session } = await step('The confirmation of the sign-up', (operations, signal) =>
        operations.confirmSignUp(input, pending?.signUpSession, signal),
      );
      const isPending = pending !== undefined && (await autoSignIn.confirmed(tabId, pending, session));
      return { isSignUpComplete: true, nextStep: { signUpStep: isPending ? 'COMPLETE_AUTO_SIGN_IN' : 'DONE' } };
    },

    resendSignUpCode: (input) =>
      step('The request for a code', (operations, signal) => operations.resendSignUpCode(input, signal)),

    autoSignIn: (tabId) => autoSignIn.signIn(tabId),

    resetPassword: (input) =>
      step('The request for a code', (operations, signal) => operations.resetPassword(input, signal)),

    confirmResetPassword: (input) =>
      step('The reset of the password', (operations, signal) => operations.confirmResetPassword(input, signal)),
  };
}

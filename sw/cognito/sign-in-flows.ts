import type { AuthFlowType, SignInInput } from '../../shared/sign-in.js';
import type { AuthAnswer, SignInStep } from './challenges/challenge.js';
import { invalidArgument, requireText } from './required-text.js';
import { provePassword } from './srp-sign-in.js';

/** Begins a sign-in. Throws an AuthError of kind `validation` that names the field, before any request, if the input is not for it. */
type SignInFlow = (input: SignInInput, step: SignInStep) => Promise<AuthAnswer>;

/** The ways to begin a sign-in, by Amplify's names for them. */
const FLOWS: Readonly<Record<AuthFlowType, SignInFlow>> = {
  async USER_SRP_AUTH(input, step) {
    return await provePassword(step, requirePassword(input), (SRP_A) =>
      step.initiate('USER_SRP_AUTH', input.username, { SRP_A }),
    );
  },

  /** The password itself is sent only where that is asked for by name. */
  async USER_PASSWORD_AUTH(input, step) {
    return await step.initiate('USER_PASSWORD_AUTH', input.username, { PASSWORD: requirePassword(input) });
  },

  async CUSTOM_WITH_SRP(input, step) {
    return await provePassword(step, requirePassword(input), (SRP_A) =>
      step.initiate('CUSTOM_AUTH', input.username, { CHALLENGE_NAME: 'SRP_A', SRP_A }),
    );
  },

  async CUSTOM_WITHOUT_SRP({ username, password }, step) {
    if (password === undefined) return await step.initiate('CUSTOM_AUTH', username, {});
    throw invalidArgument(
      'password is not for the flow CUSTOM_WITHOUT_SRP, which never sends it.',
      'Leave password out, or set options.authFlowType to CUSTOM_WITH_SRP.',
    );
  },

  /** A password that no preferred challenge asks for is not sent: the user may choose otherwise. */
  async USER_AUTH(input, step) {
    const { username, options } = input;
    const preferred = options?.preferredChallenge;
    const initiate = (parameters: Readonly<Record<string, string>>) =>
      step.initiate('USER_AUTH', username, { ...(preferred && { PREFERRED_CHALLENGE: preferred }), ...parameters });
    if (preferred === 'PASSWORD_SRP') {
      return await provePassword(step, requirePassword(input), (SRP_A) => initiate({ SRP_A }));
    }
    return await initiate(preferred === 'PASSWORD' ? { PASSWORD: requirePassword(input) } : {});
  },
};

/** Begins a sign-in by the flow that the input names; `USER_SRP_AUTH` where it names none. */
export const beginSignIn: SignInFlow = async (input, step) => {
  requireText(input.username, 'username');
  const { authFlowType = 'USER_SRP_AUTH', preferredChallenge } = input.options ?? {};
  if (preferredChallenge !== undefined && authFlowType !== 'USER_AUTH') {
    throw invalidArgument(
      `options.preferredChallenge is not for the flow ${authFlowType}.`,
      'Set options.authFlowType to USER_AUTH, or leave options.preferredChallenge out.',
    );
  }
  return await FLOWS[authFlowType](input, step);
};

function requirePassword({ password }: SignInInput): string {
  return requireText(password, 'password');
}

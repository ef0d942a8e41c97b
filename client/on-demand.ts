import type { AuthErrorData } from '../shared/auth-error.js';
import type { SessionApi } from '../shared/session-api.js';
import type { PasskeyStep, TOTPSetupStep, WireSignInOutput } from '../shared/sign-in.js';
import type { WireResult } from '../shared/wire-result.js';
import { presentPasskey } from './passkeys.js';
import { type AuthTOTPSetupDetails, addSetupUri } from './totp-setup.js';

// The parts of the client that most pages never need, in a module that is loaded when one is first needed. They answer as
// the worker does, by results, and share no code with the page's entry: a bundler need not make a third file for both.

export { arrive } from './arrival.js';
export { registerPasskey } from './passkeys.js';

/** Does the page's part of a step. Answers what the sign-in needs next, which may be the same step, ready for the application. */
export async function takePart(
  worker: SessionApi,
  nextStep: PasskeyStep | TOTPSetupStep,
): Promise<WireResult<WireSignInOutput>> {
  if ('credentialRequestOptions' in nextStep) return await presentPasskey(worker, nextStep.credentialRequestOptions);
  const { signInStep, totpSetup } = nextStep;
  const totpSetupDetails = addSetupUri(totpSetup);
  return { ok: true, value: { isSignedIn: false, nextStep: { signInStep, totpSetupDetails } } };
}

export async function setUpTOTP(worker: SessionApi): Promise<WireResult<AuthTOTPSetupDetails>> {
  const result = await worker.setUpTOTP();
  return result.ok ? { ok: true, value: addSetupUri(result.value) } : result;
}

/** Why a call could not be sent that the browser can make no copy of: a developer's mistake. */
export function describeUncloneable(): AuthErrorData {
  return {
    kind: 'validation',
    message: 'An argument holds something that is not plain data, such as a function.',
    recoverySuggestion: 'Pass strings, numbers, booleans and plain objects.',
    retryable: false,
  };
}

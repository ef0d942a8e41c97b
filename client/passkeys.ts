import type { SessionApi } from '../shared/session-api.js';
import type { WireSignInOutput } from '../shared/sign-in.js';
import type { WireResult } from '../shared/wire-result.js';
import { createPasskey, getPasskey } from './passkey-ceremony.js';

/** Shows the worker the passkey that a sign-in asks for. Answers what the sign-in needs next. */
export async function presentPasskey(worker: SessionApi, options: object): Promise<WireResult<WireSignInOutput>> {
  const credential = await getPasskey(options);
  return credential.ok ? worker.confirmSignIn({ challengeResponse: credential.value }) : credential;
}

/** Makes a passkey and registers it for the signed-in user. */
export async function registerPasskey(worker: SessionApi): Promise<WireResult<null>> {
  const options = await worker.startWebAuthnRegistration();
  if (!options.ok) return options;
  const credential = await createPasskey(options.value);
  return credential.ok ? worker.completeWebAuthnRegistration(credential.value) : credential;
}

import type {
  DeleteWebAuthnCredentialInput,
  ListWebAuthnCredentialsInput,
  ListWebAuthnCredentialsOutput,
} from './passkey.js';
import type { WireResult } from './wire-result.js';

/** The part of the worker's methods that is about the signed-in user's passkeys. */
export interface PasskeyApi {
  /** Answers `PublicKeyCredentialCreationOptionsJSON`, for the page to ask the browser with. */
  startWebAuthnRegistration(): Promise<WireResult<object>>;
  /** @param credential what the browser gave: `RegistrationResponseJSON`, in JSON. */
  completeWebAuthnRegistration(credential: string): Promise<WireResult<null>>;
  listWebAuthnCredentials(input?: ListWebAuthnCredentialsInput): Promise<WireResult<ListWebAuthnCredentialsOutput>>;
  deleteWebAuthnCredential(input: DeleteWebAuthnCredentialInput): Promise<WireResult<null>>;
}

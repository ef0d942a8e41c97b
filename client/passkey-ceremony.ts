import type { AuthErrorData } from '../shared/auth-error.js';
import type { WireResult } from '../shared/wire-result.js';
import { parseCreationOptions, parseRequestOptions, toJSON } from './web-authn-json.js';

/**
 * Asks the browser for a passkey of the user's: WebAuthn level 3, section 7.2, as far as it happens in the page. Answers an
 * `AuthenticationResponseJSON`, in JSON. Never rejects.
 *
 * @param options `PublicKeyCredentialRequestOptionsJSON`
 */
export function getPasskey(options: object): Promise<WireResult<string>> {
  return perform(() =>
    navigator.credentials.get({ publicKey: parseRequestOptions(options as PublicKeyCredentialRequestOptionsJSON) }),
  );
}

/**
 * Asks the browser to make a passkey: section 7.1. Answers a `RegistrationResponseJSON`, in JSON. Never rejects.
 *
 * @param options `PublicKeyCredentialCreationOptionsJSON`
 */
export function createPasskey(options: object): Promise<WireResult<string>> {
  return perform(() =>
    navigator.credentials.create({
      publicKey: parseCreationOptions(options as PublicKeyCredentialCreationOptionsJSON),
    }),
  );
}

async function perform(ceremony: () => Promise<Credential | null>): Promise<WireResult<string>> {
  if (!('PublicKeyCredential' in globalThis)) return { ok: false, error: unsupportedError() };
  try {
    return { ok: true, value: JSON.stringify(toJSON((await ceremony()) as PublicKeyCredential)) };
  } catch (thrown) {
    return { ok: false, error: toErrorData(thrown) };
  }
}

function unsupportedError(): AuthErrorData {
  return {
    kind: 'configuration',
    message: 'There are no passkeys here.',
    recoverySuggestion: isSecureContext
      ? 'Let the user choose another way to sign in, or use a browser that has passkeys.'
      : 'Serve the page over https, or from localhost.',
    retryable: false,
  };
}

/** What the browser's exceptions mean: WebAuthn level 3, sections 5.1.3 and 5.1.4. */
function toErrorData(thrown: unknown): AuthErrorData {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  switch (name) {
    case 'InvalidStateError':
      return {
        kind: 'invalidState',
        message: `There is a passkey of this user on that device already: ${message}`,
        recoverySuggestion: 'Sign in with that passkey, or register another device.',
        retryable: false,
      };
    case 'SecurityError':
      return {
        kind: 'configuration',
        message: `The passkeys of the user pool are not for this site: ${message}`,
        recoverySuggestion:
          "Check the relying party id in the user pool's settings: the page's domain, or one above it.",
        retryable: false,
      };
    default:
      return {
        kind: 'unknown',
        message: `The browser gave no passkey, or the user did not want to: ${message}`,
        recoverySuggestion: 'Let the user try again, or choose another way to sign in.',
        retryable: name === 'NotAllowedError' || name === 'AbortError',
      };
  }
}

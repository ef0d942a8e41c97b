/**
 * Between WebAuthn's objects, which hold bytes, and their JSON, which has them in base64url: WebAuthn level 3, section 5.1.8
 * and following. Browsers do it themselves since about 2024; what follows is for the others.
 */

export function parseRequestOptions(json: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions {
  if (hasStatic('parseRequestOptionsFromJSON')) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  const { allowCredentials = [] } = json;
  return {
    ...(json as Omit<typeof json, 'allowCredentials' | 'challenge' | 'extensions'> as object),
    challenge: toBytes(json.challenge),
    allowCredentials: allowCredentials.map(toDescriptor),
  };
}

export function parseCreationOptions(json: PublicKeyCredentialCreationOptionsJSON): PublicKeyCredentialCreationOptions {
  if (hasStatic('parseCreationOptionsFromJSON')) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  const { excludeCredentials = [], user } = json;
  return {
    ...(json as object as Pick<PublicKeyCredentialCreationOptions, 'rp' | 'pubKeyCredParams'>),
    challenge: toBytes(json.challenge),
    user: { ...user, id: toBytes(user.id) },
    excludeCredentials: excludeCredentials.map(toDescriptor),
  };
}

/** `AuthenticationResponseJSON` or `RegistrationResponseJSON`. */
export function toJSON(credential: PublicKeyCredential): object {
  try {
    return credential.toJSON();
  } catch {
    // The browser has no such method; or a password manager has put an object of its own in the browser's place.
  }
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  return {
    id,
    rawId: toBase64url(rawId),
    type,
    authenticatorAttachment: authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      ...('signature' in response
        ? assertion(response as AuthenticatorAssertionResponse)
        : attestation(response as AuthenticatorAttestationResponse)),
    },
  };
}

function assertion({ authenticatorData, signature, userHandle }: AuthenticatorAssertionResponse): object {
  return {
    authenticatorData: toBase64url(authenticatorData),
    signature: toBase64url(signature),
    ...(userHandle && { userHandle: toBase64url(userHandle) }),
  };
}

function attestation(response: AuthenticatorAttestationResponse): object {
  const publicKey = response.getPublicKey();
  return {
    attestationObject: toBase64url(response.attestationObject),
    authenticatorData: toBase64url(response.getAuthenticatorData()),
    transports: response.getTransports(),
    publicKeyAlgorithm: response.getPublicKeyAlgorithm(),
    ...(publicKey && { publicKey: toBase64url(publicKey) }),
  };
}

function hasStatic(name: 'parseRequestOptionsFromJSON' | 'parseCreationOptionsFromJSON'): boolean {
  return name in PublicKeyCredential;
}

function toDescriptor({ id, transports }: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor {
  return {
    type: 'public-key',
    id: toBytes(id),
    ...(transports && { transports: transports as AuthenticatorTransport[] }),
  };
}

function toBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function toBase64url(bytes: ArrayBuffer): string {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

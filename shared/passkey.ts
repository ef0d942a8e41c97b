/** A passkey that the user pool knows of the signed-in user, as in Amplify JS v6. */
export interface AuthWebAuthnCredential {
  readonly credentialId: string | undefined;
  /** A name that the pool has made. */
  readonly friendlyCredentialName: string | undefined;
  /** The domain that it is for. */
  readonly relyingPartyId: string | undefined;
  /** `platform` or `cross-platform`, where the authenticator told. */
  readonly authenticatorAttachment?: string;
  /** Such as `internal`, `hybrid` or `usb`. */
  readonly authenticatorTransports: readonly string[] | undefined;
  readonly createdAt: Date | undefined;
}

/** Input of `listWebAuthnCredentials`. */
export interface ListWebAuthnCredentialsInput {
  /** At most 20, which is also what the service takes where nothing is said. */
  readonly pageSize?: number;
  /** Of the page before. */
  readonly nextToken?: string;
}

/** Output of `listWebAuthnCredentials`, as in Amplify JS v6. */
export interface ListWebAuthnCredentialsOutput {
  readonly credentials: readonly AuthWebAuthnCredential[];
  /** Where there are more. */
  readonly nextToken?: string;
}

/** Input of `deleteWebAuthnCredential`. */
export interface DeleteWebAuthnCredentialInput {
  readonly credentialId: string;
}

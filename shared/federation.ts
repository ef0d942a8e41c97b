/** Who vouches for a user: one of those that identity pools know by name, or an OIDC provider by the name it has in IAM. */
export type FederationProvider = 'Amazon' | 'Apple' | 'Facebook' | 'Google' | { readonly custom: string };

/** Input of `federateToIdentityPool`. */
export interface FederateToIdentityPoolInput {
  readonly provider: FederationProvider;
  /** The provider's own token: an OIDC ID token, or Facebook's access token. */
  readonly token: string;
  /** The identity to use, where the application knows it. */
  readonly identityId?: string;
}

/** Output of `federateToIdentityPool`. */
export interface FederateToIdentityPoolOutput {
  /** The identity in the identity pool, such as `eu-west-1:00000000-0000-0000-0000-000000000000`. */
  readonly identityId: string;
}

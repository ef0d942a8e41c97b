/** Passed to the pool's Lambda triggers. Cognito neither stores nor encrypts it, so it is no place for secrets. */
export type ClientMetadata = Readonly<Record<string, string>>;

/** What many operations take beside their input, as in Amplify JS v6. */
export interface ClientMetadataOptions {
  readonly clientMetadata?: ClientMetadata;
}

/** The configuration of the worker, part of its script: no message from a page can change it. */
export interface SessionWorkerConfig {
  readonly userPool?: UserPoolConfig;
  readonly identityPool?: IdentityPoolConfig;
  readonly managedLogin?: ManagedLoginConfig;
  readonly providers?: ProvidersConfig;
  readonly attach?: readonly AttachRule[];
  readonly session?: SessionConfig;
}

/** The user pool, whose users sign in. */
export interface UserPoolConfig {
  /** Such as `eu-west-1_AbCdEfGhI`. */
  readonly userPoolId: string;
  /** A public client: it has no secret. */
  readonly userPoolClientId: string;
  /** Origin of a proxy or of a local Cognito. Otherwise it follows from the pool's region. */
  readonly endpoint?: string;
}

/** The identity pool, which gives AWS credentials. */
export interface IdentityPoolConfig {
  /** Such as `eu-west-1:00000000-0000-0000-0000-000000000000`. */
  readonly identityPoolId: string;
  /** Whether somebody who is not signed in gets credentials. False unless said. */
  readonly allowGuestAccess?: boolean;
  readonly endpoint?: string;
}

/** The pages with which Cognito signs users in. */
export interface ManagedLoginConfig {
  /** The pool's domain, such as `auth.example.com`; may carry a scheme and a port. */
  readonly domain: string;
  readonly scopes: readonly string[];
  readonly redirectSignIn: readonly string[];
  readonly redirectSignOut: readonly string[];
}

/** Which accessors pages have. Both unless withheld. */
export interface ProvidersConfig {
  readonly cognitoTokens?: boolean;
  readonly awsCredentials?: boolean;
}

/** Requests to this origin, at this path or below it by whole segments, get a bearer token from the worker. */
export interface AttachRule {
  /** Such as `https://api.example.com/v1/`. */
  readonly url: string;
  readonly bearer: 'accessToken' | 'idToken';
}

/** When values are renewed and when the application's policy ends the session. */
export interface SessionConfig {
  /** How long before expiry a value is renewed, in seconds: 120 unless said, at most a quarter of the value's lifetime. */
  readonly expiryBufferSeconds?: number;
  /** After so many seconds without the user's activity, in any tab, the session ends. Never unless said. */
  readonly idleTimeoutSeconds?: number;
  /** So many seconds after the sign-in the session ends. Never, but by the refresh token's own end, unless said. */
  readonly absoluteLifetimeSeconds?: number;
  /** Whether the browser's end is the session's end. False unless said. Needs a browser with the Cookie Store API. */
  readonly endWithBrowser?: boolean;
}

/** The region in the id of a user pool (`eu-west-1_AbCdEfGhI`) or of an identity pool (`eu-west-1:0000…`). */
export function regionOf(poolId: string): string {
  return poolId.replace(/[_:].*$/, '');
}

/** Where a user pool is reached: https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html */
export function userPoolEndpointOf(userPoolId: string): string {
  return `https://${serviceHost('cognito-idp', userPoolId)}`;
}

export function identityPoolEndpointOf(identityPoolId: string): string {
  return `https://${serviceHost('cognito-identity', identityPoolId)}`;
}

/** The name under which an identity pool knows a user pool: the key in `Logins`. */
export function providerNameOf(userPoolId: string): string {
  return `${serviceHost('cognito-idp', userPoolId)}/${userPoolId}`;
}

function serviceHost(service: string, poolId: string): string {
  const region = regionOf(poolId);
  return `${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

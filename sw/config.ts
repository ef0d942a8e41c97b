/** The configuration of the worker, part of its script: no message from a page can change it. */
export interface SessionWorkerConfig {
  readonly userPool?: UserPoolConfig;
  readonly identityPool?: IdentityPoolConfig;
  readonly managedLogin?: ManagedLoginConfig;
  readonly providers?: ProvidersConfig;
  /** Which requests the worker authorises. Of two rules that cover one, that with the longer path holds; then the first. */
  readonly attach?: readonly AttachRule[];
  /**
   * True says that no other part of the worker's script listens for `fetch`. A browser with static routing
   * (`InstallEvent.addRoutes`) then sends what no rule covers straight to the network, and does not start the worker for
   * it. It would pass by a fetch listener of the app's own as well, and no script can find out whether there is one: so
   * this is false unless said.
   */
  readonly staticRouting?: boolean;
  readonly session?: SessionConfig;
  /** Whether tokens are stored at all: `persistent` unless said. With `memory` the session ends with the worker. */
  readonly storage?: StorageMode;
  /** Under which key they are sealed in the store: `database` unless said. */
  readonly sealing?: SealingMode;
}

/**
 * `persistent`: in IndexedDB, sealed; the session outlives the worker and the browser.
 *
 * `memory`: in the worker's memory alone. Browsers stop a worker that has nothing to do after some 30 s; pages that are open
 * and in front keep it alive, and once it is stopped everybody is signed out, in every tab. One registration an origin: each
 * worker has a session of its own.
 */
export type StorageMode = 'persistent' | 'memory';

/**
 * `database`: under a key that lies beside them. Needs nothing, and script that was injected into a page can use that key.
 *
 * `script-required`: under a key in the worker's own script, which no page can read. The script has to be served by
 * `cognito-session-worker/server`, and has to be a classic one, for module workers get no cookies. A worker whose script bears no key refuses to be installed: because something else serves
 * it, or because the browser sends no `Sec-Fetch-Dest` (Chromium does from 80 on, Firefox from 90, Safari from 16.4).
 *
 * `script-preferred`: the same, but without a key in the script the database's own is used.
 */
export type SealingMode = 'database' | 'script-required' | 'script-preferred';

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

/** Which requests the worker authorises, and how: with a bearer token or with a signature. */
export type AttachRule = BearerRule | SigV4Rule;

/** Puts a token of the user pool into `Authorization: Bearer …`. Needs `userPool`. */
export interface BearerRule extends AttachRuleBase {
  readonly bearer: 'accessToken' | 'idToken';
  readonly sigv4?: undefined;
}

/**
 * Signs with the AWS credentials of the user or, where guests are allowed, of the guest. Needs `identityPool`. A signed
 * request follows no redirect: it would carry the session token along. Its body is read to the end before it is sent,
 * because its hash is signed; for `s3` it is not, and streams.
 */
export interface SigV4Rule extends AttachRuleBase {
  readonly sigv4: SigV4Scope;
  readonly bearer?: undefined;
}

/** What a signature is good for: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export interface SigV4Scope {
  /** The service's signing name, such as `execute-api`, `appsync`, `lambda` or `s3`. */
  readonly service: string;
  /** Such as `eu-west-1`. */
  readonly region: string;
}

/** What every rule says: which requests it covers, and what becomes of those that need no authorising or can have none. */
export interface AttachRuleBase {
  /**
   * Such as `https://api.example.com/v1/`: requests to exactly this scheme, host and port, at this path or below it by
   * whole segments. Navigations and no-cors requests are never covered, for they cannot bear the header.
   */
  readonly url: string;
  /** Such as `['GET', 'POST']`, compared exactly; a request by another is not covered. Every method unless said. */
  readonly methods?: readonly string[];
  /**
   * Whether an Authorization that the caller has set is replaced (with `sigv4`, also whether a presigned URL is signed
   * again). False unless said: such a request is left alone.
   */
  readonly overrideAuthorization?: boolean;
  /**
   * What becomes of a request when nobody is signed in, or when there are no credentials to be had for whoever is there:
   * `passThrough`, the default, sends it as it is; `unauthorized` answers 401 in the API's place. Where somebody is
   * signed in whose token has expired and cannot be renewed just now, the answer is 503 in either case.
   */
  readonly whenSignedOut?: 'passThrough' | 'unauthorized';
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

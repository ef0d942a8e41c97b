import type { RequestListener } from 'node:http';
import type { Device } from './devices.js';
import { Faults } from './faults.js';
import { IdentityPool, type IssuedCredentials } from './identity-pool.js';
import { type LoopbackServer, listenOnLoopback } from './loopback-server.js';
import { ManagedLogin } from './managed-login.js';
import { issueProviderToken, type OtherProviders } from './other-provider.js';
import type { Passkey } from './passkeys.js';
import type { LoggedRequest } from './request-log.js';
import { RequestPipeline } from './request-pipeline.js';
import { ServerClock } from './server-clock.js';
import { type CognitoSettings, type CognitoSettingsInput, cognitoSettings } from './settings.js';
import { signingKey } from './signing-key.js';
import { UserPool } from './user-pool.js';
import type { NewUser, PoolUser } from './users.js';

export interface LocalCognitoOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  settings?: CognitoSettingsInput;
}

// The same at every start, so that a demo's configuration can be a file.
const REGION = 'eu-west-1';
const USER_POOL_ID = `${REGION}_LocalPool`;
const USER_POOL_CLIENT_ID = '1localclient2localclient3l';
const IDENTITY_POOL_ID = `${REGION}:10ca1000-0000-4000-8000-000000000001`;

const OTHER_PROVIDERS: ReadonlySet<string> = new Set(['accounts.google.com', 'login.example.com']);

const JWKS_PATH = '/.well-known/jwks.json';

interface Parts {
  server: LoopbackServer;
  pipeline: RequestPipeline;
  userPool: UserPool;
  identityPool: IdentityPool;
  url: string;
  issuer: string;
  settings: CognitoSettings;
  clock: ServerClock;
  faults: Faults;
  otherProviders: OtherProviders;
}

/** A user pool, its managed login and an identity pool on one port of this machine. Made by `startLocalCognito`. */
export class LocalCognito {
  readonly region = REGION;
  readonly userPoolId = USER_POOL_ID;
  readonly userPoolClientId = USER_POOL_CLIENT_ID;
  readonly identityPoolId = IDENTITY_POOL_ID;
  /** The endpoint of both pools, without a trailing slash. */
  readonly url: string;
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly settings: CognitoSettings;
  readonly clock: ServerClock;
  readonly faults: Faults;
  readonly #server: LoopbackServer;
  readonly #pipeline: RequestPipeline;
  readonly #userPool: UserPool;
  readonly #identityPool: IdentityPool;
  readonly #otherProviders: OtherProviders;

  constructor({
    server,
    pipeline,
    userPool,
    identityPool,
    url,
    issuer,
    settings,
    clock,
    faults,
    otherProviders,
  }: Parts) {
    this.#otherProviders = otherProviders;
    this.url = url;
    this.issuer = issuer;
    this.jwksUrl = `${issuer}${JWKS_PATH}`;
    this.settings = settings;
    this.clock = clock;
    this.faults = faults;
    this.#server = server;
    this.#pipeline = pipeline;
    this.#userPool = userPool;
    this.#identityPool = identityPool;
  }

  /**
   * What it saw since the start or the last `clearRequests`, preflights left out. Key sets are the operation `JWKS`; those of
   * managed login are `Authorize`, `LoginPage`, `Login`, `ProviderPage`, `ProviderLogin`, `Token`, `Logout`.
   */
  get requests(): readonly LoggedRequest[] {
    return this.#pipeline.requests;
  }

  /** False cuts every connection, open or new, without an answer, until it is true again. */
  get online(): boolean {
    return this.#server.online;
  }

  set online(online: boolean) {
    this.#server.online = online;
  }

  /** Resolves at the next connection that it turns away because it is not online. */
  nextRefusal(): Promise<void> {
    return this.#server.nextRefusal();
  }

  /** How many requests of an operation it saw; of all of them, key sets included, where none is named. */
  count(operation?: string): number {
    return this.requests.filter((request) => operation === undefined || request.operation === operation).length;
  }

  clearRequests(): void {
    this.#pipeline.requests.length = 0;
  }

  /** @throws TypeError where the name is taken or an MFA lacks its destination */
  createUser(user: NewUser): PoolUser {
    return this.#userPool.users.create(user);
  }

  /** The user of this name, to look at or to change. */
  user(username: string): PoolUser | undefined {
    return this.#userPool.users.get(username);
  }

  /** False where there is no such user. */
  deleteUser(username: string): boolean {
    return this.#userPool.users.delete(username);
  }

  /** The code that was last sent to the user by SMS or email. */
  lastCode(username: string): string | undefined {
    return this.#userPool.users.lastCode(username);
  }

  /** The user's devices that have been confirmed. What is not readonly may be changed at any time. */
  devices(username: string): Device[] {
    const user = this.user(username);
    return user ? this.#userPool.devices.of(user) : [];
  }

  /** What an administrator does who forgets a user's device. False where the user has none of this key. */
  forgetDevice(username: string, key: string): boolean {
    const user = this.user(username);
    return user !== undefined && this.#userPool.devices.forget(user, key);
  }

  /** The passkeys that the user has registered. */
  passkeys(username: string): readonly Passkey[] {
    const user = this.user(username);
    return user ? this.#userPool.passkeys.of(user) : [];
  }

  /** The user's refresh tokens that would be accepted, and not merely for a grace period's sake. */
  liveRefreshTokens(username: string): string[] {
    return this.#userPool.refreshTokens.live(this.user(username)?.username ?? username);
  }

  /** Lets a user's refresh token that an earlier server has issued count as one of this server's. */
  adoptRefreshToken(username: string, token: string): void {
    const user = this.user(username);
    if (!user) throw new TypeError(`There is no user ${username}.`);
    this.#userPool.refreshTokens.adopt(user, token);
  }

  /** The AWS credentials that the identity pool has handed out under this access key. */
  issuedCredentials(accessKeyId: string): IssuedCredentials | undefined {
    return this.#identityPool.issuedCredentials(accessKeyId);
  }

  /** What an administrator's sign-out does: ends every session of the user. */
  revokeSessions(username: string): void {
    this.#userPool.refreshTokens.revokeAll(this.user(username)?.username ?? username);
  }

  /** A token of another provider that the identity pool trusts: `accounts.google.com` or `login.example.com`. */
  issueProviderToken(provider: string, subject: string, lifetimeSeconds = 3600): Promise<string> {
    return issueProviderToken(this.#otherProviders, provider, subject, lifetimeSeconds);
  }

  /** Stops, cutting whatever is open or held. */
  async close(): Promise<void> {
    this.#pipeline.stop();
    await this.#server.close();
    this.faults.clear();
  }
}

/**
 * Starts a local Cognito: user pool, identity pool and key set, on one port of the loopback interfaces.
 *
 * @example
 * const cognito = await startLocalCognito({ settings: { rotation: { enabled: true, gracePeriodMs: 10_000 } } });
 * cognito.createUser({ username: 'alice', password: 'correct horse' });
 * // endpoint: cognito.url
 * await cognito.close();
 */
export async function startLocalCognito({
  port = 0,
  settings: input,
}: LocalCognitoOptions = {}): Promise<LocalCognito> {
  const key = await signingKey();
  // The issuer has the port in it, so the pools can be made only once there is one.
  let handler: RequestListener = (_request, response) => response.destroy();
  const server = await listenOnLoopback((request, response) => handler(request, response), { port });
  const url = `http://127.0.0.1:${server.port}`;
  const issuer = `${url}/${USER_POOL_ID}`;
  const settings = cognitoSettings(input);
  const clock = new ServerClock();
  const faults = new Faults();
  const shared = { issuer, userPoolId: USER_POOL_ID, userPoolClientId: USER_POOL_CLIENT_ID, key, clock, settings };
  const userPool = new UserPool(shared);
  const otherProviders = { names: OTHER_PROVIDERS, key, clock };
  const managedLogin = new ManagedLogin(shared, userPool, url);
  const identityPool = new IdentityPool({
    ...shared,
    region: REGION,
    identityPoolId: IDENTITY_POOL_ID,
    otherProviders,
  });
  const pipeline = new RequestPipeline({
    managedLogin,
    clock,
    faults,
    services: {
      AWSCognitoIdentityProviderService: userPool,
      AWSCognitoIdentityService: identityPool,
    },
    keySetPaths: [JWKS_PATH, `/${USER_POOL_ID}${JWKS_PATH}`],
    keySet: key.jwks,
  });
  handler = (request, response) => void pipeline.serve(request, response);
  return new LocalCognito({
    server,
    pipeline,
    userPool,
    identityPool,
    url,
    issuer,
    settings,
    clock,
    faults,
    otherProviders,
  });
}

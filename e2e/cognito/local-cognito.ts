import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type AwsJsonRequest,
  errorAnswer,
  type HttpAnswer,
  jsonAnswer,
  preflightAnswer,
  readRequest,
  statusAnswer,
  writeAnswer,
} from './aws-json.js';
import { type Fault, Faults } from './faults.js';
import { IdentityPool } from './identity-pool.js';
import { type LoopbackServer, listenOnLoopback } from './loopback-server.js';
import { type LoggedRequest, loggedRequest, noteAnswer } from './request-log.js';
import { ServerClock } from './server-clock.js';
import { ServiceError } from './service-error.js';
import { type CognitoSettings, type CognitoSettingsInput, cognitoSettings } from './settings.js';
import { type SigningKey, signingKey } from './signing-key.js';
import { type Operation, UserPool } from './user-pool.js';
import type { NewUser, PoolUser } from './users.js';

export interface LocalCognitoOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  settings?: CognitoSettingsInput;
}

const REGION = 'eu-west-1';

/** A user pool and an identity pool on one port of this machine. Made by `startLocalCognito`. */
export class LocalCognito {
  readonly region = REGION;
  // The same at every start, so that a demo's configuration can be a file.
  readonly userPoolId = `${REGION}_LocalPool`;
  readonly userPoolClientId = '1localclient2localclient3l';
  readonly identityPoolId = `${REGION}:10ca1000-0000-4000-8000-000000000001`;
  readonly settings: CognitoSettings;
  readonly clock = new ServerClock();
  readonly faults = new Faults();
  readonly #requests: LoggedRequest[] = [];
  readonly #key: SigningKey;
  readonly #stopping = new AbortController();
  #server: LoopbackServer | undefined;
  #pools: { userPool: UserPool; identityPool: IdentityPool } | undefined;
  #online = true;

  /** For `startLocalCognito`. */
  constructor(settings: CognitoSettings, key: SigningKey) {
    this.settings = settings;
    this.#key = key;
  }

  /** For `startLocalCognito`. */
  async listen(port: number): Promise<void> {
    const { clock, settings, region, userPoolId, userPoolClientId, identityPoolId } = this;
    this.#server = await listenOnLoopback((request, response) => void this.#serve(request, response), {
      port,
      accepts: () => this.#online,
    });
    const shared = { issuer: this.issuer, userPoolId, userPoolClientId, key: this.#key, clock, settings };
    this.#pools = {
      userPool: new UserPool(shared),
      identityPool: new IdentityPool({ ...shared, region, identityPoolId }),
    };
  }

  /** The endpoint of both pools, without a trailing slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#started.port}`;
  }

  get issuer(): string {
    return `${this.url}/${this.userPoolId}`;
  }

  get jwksUrl(): string {
    return `${this.issuer}/.well-known/jwks.json`;
  }

  /** What it saw since the start or the last `clearRequests`, preflights left out. Key sets are the operation `JWKS`. */
  get requests(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** False cuts every connection, open or new, without an answer, until it is true again. */
  get online(): boolean {
    return this.#online;
  }

  set online(online: boolean) {
    this.#online = online;
    if (!online) this.#started.cutConnections();
  }

  /** How many requests of an operation it saw, or of all of them. */
  count(operation?: string): number {
    return this.#requests.filter((request) => operation === undefined || request.operation === operation).length;
  }

  clearRequests(): void {
    this.#requests.length = 0;
  }

  createUser(user: NewUser): PoolUser {
    return this.#users.create(user);
  }

  /** The user of this name, to look at or to change. */
  user(username: string): PoolUser | undefined {
    return this.#users.get(username);
  }

  /** False where there is no such user. */
  deleteUser(username: string): boolean {
    return this.#users.delete(username);
  }

  /** The code that was last sent to the user by SMS or email. */
  lastCode(username: string): string | undefined {
    return this.#users.lastCode(username);
  }

  /** The user's refresh tokens that would be accepted, and not merely for a grace period's sake. */
  liveRefreshTokens(username: string): string[] {
    return this.#startedPools.userPool.refreshTokens.live(this.user(username)?.username ?? username);
  }

  /** What an administrator's sign-out does: ends every session of the user. */
  revokeSessions(username: string): void {
    this.#startedPools.userPool.refreshTokens.revokeAll(this.user(username)?.username ?? username);
  }

  /** Stops, cutting whatever is open or held. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#server?.close();
    this.faults.clear();
  }

  get #started(): LoopbackServer {
    if (!this.#server) throw new Error('The local Cognito has not been started: use startLocalCognito.');
    return this.#server;
  }

  get #startedPools(): { userPool: UserPool; identityPool: IdentityPool } {
    if (!this.#pools) throw new Error('The local Cognito has not been started: use startLocalCognito.');
    return this.#pools;
  }

  get #users() {
    return this.#startedPools.userPool.users;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'OPTIONS') return writeAnswer(response, preflightAnswer(), this.clock.now());
    try {
      const answer = await this.#answer(request);
      if (answer === 'cut') response.destroy();
      else writeAnswer(response, answer, this.clock.now());
    } catch {
      // The client went away while its request was being read, or the server is stopping.
      response.destroy();
    }
  }

  async #answer(request: IncomingMessage): Promise<HttpAnswer | 'cut'> {
    const origin = request.headers.origin;
    if (request.method === 'GET') {
      const path = request.url?.split('?')[0];
      if (path !== '/.well-known/jwks.json' && path !== `/${this.userPoolId}/.well-known/jwks.json`) {
        return jsonAnswer({ message: 'Not found' }, 404);
      }
      return this.#perform(this.#log('JWKS', {}, origin), () => this.#key.jwks, {});
    }
    try {
      const awsRequest = await readRequest(request);
      const entry = this.#log(awsRequest.operation, awsRequest.input, origin);
      return await this.#perform(entry, this.#operation(awsRequest), awsRequest.input);
    } catch (error) {
      if (error instanceof ServiceError) return errorAnswer(error);
      throw error;
    }
  }

  #operation({ service, operation }: AwsJsonRequest): Operation {
    const { userPool, identityPool } = this.#startedPools;
    const pool = service === 'AWSCognitoIdentityProviderService' ? userPool : identityPool;
    const unknown = () => {
      throw new ServiceError('UnknownOperationException');
    };
    return pool.operation(operation) ?? unknown;
  }

  #log(...request: Parameters<typeof loggedRequest>): LoggedRequest {
    const entry = loggedRequest(...request);
    this.#requests.push(entry);
    return entry;
  }

  /** The work of a request, with whatever gate and fault stand in its way. */
  async #perform(
    entry: LoggedRequest,
    operation: Operation,
    input: AwsJsonRequest['input'],
  ): Promise<HttpAnswer | 'cut'> {
    const { faults } = this;
    const isHeldAndDropped = (await faults.pass(entry.operation, 'request')) === 'dropped';
    const fault = isHeldAndDropped ? undefined : faults.strike(entry.operation);
    if (isHeldAndDropped || fault?.kind === 'dropRequest') {
      entry.outcome = 'droppedBeforeWork';
      return 'cut';
    }
    if (fault?.kind === 'delay') await delay(fault.ms, undefined, { signal: this.#stopping.signal });

    const answer = await this.#work(entry, operation, input, fault);
    const isDropped = (await faults.pass(entry.operation, 'response')) === 'dropped' || fault?.kind === 'dropResponse';
    entry.outcome = isDropped ? 'droppedAfterWork' : 'answered';
    if (isDropped) return 'cut';
    entry.status = answer.status;
    return answer;
  }

  async #work(
    entry: LoggedRequest,
    operation: Operation,
    input: AwsJsonRequest['input'],
    fault: Fault | undefined,
  ): Promise<HttpAnswer> {
    try {
      if (fault?.kind === 'exception') throw new ServiceError(fault.name, fault.message);
      if (fault?.kind === 'status') {
        const answer = statusAnswer(fault.status);
        entry.errorType = answer.headers['x-amzn-ErrorType']?.replace(':', '');
        return answer;
      }
      const result = { ...(await operation(input)) };
      noteAnswer(entry, result);
      return jsonAnswer(fault?.kind === 'body' ? fault.body(result) : result);
    } catch (error) {
      const isService = error instanceof ServiceError;
      entry.errorType = isService ? error.name : 'InternalErrorException';
      return isService ? errorAnswer(error) : statusAnswer(500);
    }
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
export async function startLocalCognito({ port = 0, settings }: LocalCognitoOptions = {}): Promise<LocalCognito> {
  const cognito = new LocalCognito(cognitoSettings(settings), await signingKey());
  await cognito.listen(port);
  return cognito;
}

import type { Devices } from './devices.js';
import { requiredParameter } from './request-input.js';
import type { ServerClock } from './server-clock.js';
import { invalidParameter, notAuthorized } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import {
  beginSrpExchange,
  clientPublicValue,
  decoyVerifier,
  provesPassword,
  type SrpExchange,
  type SrpVerifier,
  srpVerifier,
} from './srp-verifier.js';
import type { PoolUser, Users } from './users.js';

interface PasswordVerifierContext {
  poolName: string;
  users: Users;
  clock: ServerClock;
  settings: CognitoSettings;
}

interface OpenExchange {
  exchange: SrpExchange;
  userId: string;
  expiresAt: number;
}

// `Mon Nov 24 03:28:45 UTC 2026`; the day of the month is not padded.
const TIMESTAMP = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [1-9]\d? \d{2}:\d{2}:\d{2} UTC \d{4}$/;

/** The PASSWORD_VERIFIER challenge: SRP-6a as Cognito runs it. */
export class PasswordVerifier {
  readonly #context: PasswordVerifierContext;
  readonly #open = new Map<string, OpenExchange>();
  readonly #verifiers = new WeakMap<PoolUser, { password: string; verifier: SrpVerifier }>();

  constructor(context: PasswordVerifierContext) {
    this.#context = context;
  }

  /** The challenge for a user, or a decoy where there is no such user. */
  challenge(user: PoolUser | undefined, login: string, clientPublicHex: string): Record<string, string> {
    const { poolName, clock, settings } = this.#context;
    const clientPublic = clientPublicValue(clientPublicHex);
    // What the real service says of an A that is 0 mod N or no number is not documented.
    if (clientPublic === undefined) throw invalidParameter('SRP_A is not a valid public value.');
    const userId = user?.username ?? login;
    const verifier = user ? this.#verifierOf(user) : decoyVerifier(poolName, userId);
    const exchange = beginSrpExchange(verifier, clientPublic);
    this.#open.set(exchange.secretBlock, {
      exchange,
      userId,
      expiresAt: clock.now() + settings.challengeSessionSeconds * 1000,
    });
    return {
      SALT: exchange.salt.toString(16),
      SECRET_BLOCK: exchange.secretBlock,
      SRP_B: exchange.serverPublic.toString(16),
      USERNAME: userId,
      USER_ID_FOR_SRP: userId,
    };
  }

  /**
   * Judges the client's proof. One attempt: a wrong password needs a new challenge.
   *
   * @throws NotAuthorizedException
   * @throws InvalidParameterException where the timestamp is not of Cognito's form
   */
  verify(responses: ReadonlyMap<string, string>, username: string, devices: Devices): PoolUser {
    const secretBlock = requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
    const signature = requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE');
    const timestamp = requiredParameter(responses, 'TIMESTAMP');
    // How far the timestamp may be from the server's clock is not documented, so it is not compared here.
    if (!TIMESTAMP.test(timestamp)) {
      throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.');
    }
    const { poolName, users, clock } = this.#context;
    const open = this.#open.get(secretBlock);
    const claimed = open && users.get(open.userId);
    // Looked at before the proof, which may be sent again without the device: Amplify does so.
    if (claimed) devices.find(claimed, responses.get('DEVICE_KEY'));
    this.#open.delete(secretBlock);
    if (!open) throw notAuthorized('Incorrect username or password.');
    if (open.expiresAt <= clock.now()) throw notAuthorized('Invalid session for the user, session is expired.');
    const user = users.get(open.userId);
    const isSameUser = user !== undefined && users.find(username) === user;
    if (!isSameUser || !provesPassword(open.exchange, { poolName, userId: open.userId, timestamp, signature })) {
      throw notAuthorized('Incorrect username or password.');
    }
    if (!user.enabled) throw notAuthorized('User is disabled.');
    return user;
  }
  /** One verifier, and so one salt, for as long as the password is the same. */
  #verifierOf(user: PoolUser): SrpVerifier {
    const { username: userId, password } = user;
    const known = this.#verifiers.get(user);
    if (known?.password === password) return known.verifier;
    const verifier = srpVerifier({ poolName: this.#context.poolName, userId, password });
    this.#verifiers.set(user, { password, verifier });
    return verifier;
  }
}

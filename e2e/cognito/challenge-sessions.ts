import { randomBytes } from 'node:crypto';
import type { CustomRound } from './custom-auth.js';
import type { ServerClock } from './server-clock.js';
import { notAuthorized } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import type { SrpExchange } from './srp-verifier.js';

export type CodeChallengeName = 'SOFTWARE_TOKEN_MFA' | 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP';

/** A challenge that waits for its answer, or a sign-up that may go on to a sign-in. */
export interface ChallengeSession {
  challengeName:
    | 'NEW_PASSWORD_REQUIRED'
    | 'SELECT_MFA_TYPE'
    | 'MFA_SETUP'
    | 'DEVICE_SRP_AUTH'
    | 'DEVICE_PASSWORD_VERIFIER'
    | 'SELECT_CHALLENGE'
    | 'PASSWORD_VERIFIER'
    | 'CUSTOM_CHALLENGE'
    | 'WEB_AUTHN'
    | 'SIGN_UP'
    | 'CONFIRMED_SIGN_UP'
    | CodeChallengeName;
  username: string;
  /** The code that was sent, the answer that is right, or the challenge that a passkey signs. */
  code?: string;
  /** The device that the sign-in has named. */
  deviceKey?: string;
  /** DEVICE_PASSWORD_VERIFIER: what the device's proof is judged by. */
  exchange?: SrpExchange;
  /** MFA_SETUP: the secret that an authenticator app was given, and the one that a code has shown it to have. */
  secret?: string;
  verifiedSecret?: string;
  /** EMAIL_OTP after MFA_SETUP: the address that a right code makes a second factor. */
  newEmail?: string;
  /** Of the flow CUSTOM_AUTH: the challenges that are behind the user. */
  rounds?: readonly CustomRound[];
}

const SESSION_BYTES = 600; // the real ones are some 900 characters of base64url

/** The open challenges, by the opaque Session string the client sends back. */
export class ChallengeSessions {
  readonly #open = new Map<string, { session: ChallengeSession; expiresAt: number }>();
  readonly #clock: ServerClock;
  readonly #settings: CognitoSettings;

  constructor(clock: ServerClock, settings: CognitoSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Opens a challenge and gives the Session string for it. */
  open(session: ChallengeSession): string {
    const id = randomBytes(SESSION_BYTES).toString('base64url');
    this.#open.set(id, { session, expiresAt: this.#clock.now() + this.#settings.challengeSessionSeconds * 1000 });
    return id;
  }

  /**
   * The challenge of a Session string, one of those named. It stays open: a wrong code may be tried again.
   *
   * @throws NotAuthorizedException where it has expired, was answered, or is of another challenge
   */
  find<Name extends ChallengeSession['challengeName']>(
    id: string,
    ...challengeNames: readonly Name[]
  ): ChallengeSession & { challengeName: Name } {
    const found = this.#open.get(id);
    // What the real service says of a Session that was answered is not documented; this wording is its own for one
    // that it does not know.
    const challengeName = challengeNames.find((name) => name === found?.session.challengeName);
    if (!found || !challengeName) throw notAuthorized('Invalid session for the user.');
    if (found.expiresAt <= this.#clock.now()) {
      throw notAuthorized('Invalid session for the user, session is expired.');
    }
    return { ...found.session, challengeName };
  }

  /** Ends a challenge that has been met. */
  close(id: string): void {
    this.#open.delete(id);
  }
}

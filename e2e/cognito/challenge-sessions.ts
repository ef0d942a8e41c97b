import { randomBytes } from 'node:crypto';
import type { ServerClock } from './server-clock.js';
import { notAuthorized } from './service-error.js';
import type { CognitoSettings } from './settings.js';

export type CodeChallengeName = 'SOFTWARE_TOKEN_MFA' | 'SMS_MFA' | 'EMAIL_OTP';

/** A challenge that waits for its answer. */
export interface ChallengeSession {
  challengeName: 'NEW_PASSWORD_REQUIRED' | CodeChallengeName;
  username: string;
  /** The code that was sent, where one was. */
  code?: string;
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
   * The challenge of a Session string. It stays open: a wrong code may be tried again.
   *
   * @throws NotAuthorizedException where it has expired, was answered, or is of another challenge
   */
  find<Name extends ChallengeSession['challengeName']>(
    id: string,
    challengeName: Name,
  ): ChallengeSession & { challengeName: Name } {
    const found = this.#open.get(id);
    // What the real service says of a Session that was answered is not documented; this wording is its own for one
    // that it does not know.
    if (found?.session.challengeName !== challengeName) throw notAuthorized('Invalid session for the user.');
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
